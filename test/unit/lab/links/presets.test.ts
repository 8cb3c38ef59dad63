import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/lab/links/describe.js';
import {netemArgs} from '../../../../src/lab/links/netem.js';
import {LINK_PRESETS, linkPreset} from '../../../../src/lab/links/presets.js';

const page = readFileSync(new URL('../../../../docs/links.md', import.meta.url), 'utf8');

it('has the numbers that the documentation has', () => {
  const rows = page.matchAll(/^\| `([a-z0-9-]+)` +\| `([^`]+)` +\| `([^`]+)` +\|$/gm);
  const documented = [...rows].map(([, name, up, down]) => [name, up, down]);
  const actual = LINK_PRESETS.map((name) => {
    const {up, down} = linkPreset(name);
    return [name, describeModel(up), describeModel(down)];
  });
  expect(documented).toEqual(actual);
});

it.each(LINK_PRESETS)('%s is within what both link drivers can do', (name) => {
  const {up, down} = linkPreset(name);
  expect([netemArgs(up)[0], netemArgs(down)[0]]).toEqual(['delay', 'delay']);
});

it('knows what was meant', () => {
  expect(() => linkPreset('wfii')).toThrow(
    expect.objectContaining({
      code: 'LINK_PRESET_UNKNOWN',
      message: 'there is no link preset called "wfii"',
      hint: expect.stringContaining('Did you mean "wifi"?') as string,
    }),
  );
});
