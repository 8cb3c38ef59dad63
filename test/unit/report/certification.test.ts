import {expect, test} from 'vitest';
import {certificateColumns} from '../../../src/report/certificate-columns.js';
import {certificationSummary, passCounts} from '../../../src/report/certification-text.js';
import {renderColumns} from '../../../src/report/columns.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {renderMeshTable} from '../../../src/report/table.js';
import type {MeshResult, RunCertification} from '../../../src/scenario/events.js';
import {CERTIFICATION, normalRun, resultIn} from './example-runs.js';

const UNICODE = glyphsFor(true);
const [LINK] = CERTIFICATION.links;
if (!LINK) throw new Error('the example has no link');

const because = "its site's firewall drops UDP";
const HIDDEN: RunCertification = {
  ...CERTIFICATION,
  links: [
    ...CERTIFICATION.links,
    {...LINK, link: 's2', measured: null, verdict: 'not-judged', because},
  ],
};
const INVALID: RunCertification = {
  ...CERTIFICATION,
  verdict: 'invalid',
  mismatches: ['link s1 up before the run: asked for 12.5 ms delay, measured 0.1 ms'],
};

test.each<[string, RunCertification, string[]]>([
  ['valid', CERTIFICATION, ['Certified before and after: 1 router, 1 link direction as asked.']],
  [
    'cut short',
    {...CERTIFICATION, verdict: 'incomplete'},
    ['Certified before: 1 router, 1 link direction as asked.'],
  ],
  [
    'not judged in part',
    HIDDEN,
    [
      'Certified before and after: 1 router, 1 link direction as asked.',
      "  not judged: link s2 up (its site's firewall drops UDP)",
    ],
  ],
  [
    'invalid',
    INVALID,
    [
      'The network was not what was asked for:',
      '✗ link s1 up before the run: asked for 12.5 ms delay, measured 0.1 ms',
    ],
  ],
  [
    'off',
    {...CERTIFICATION, verdict: 'off', nats: [], links: []},
    ['Not certified: --no-certify.'],
  ],
  [
    'over before it was certified',
    {...CERTIFICATION, verdict: 'incomplete', nats: [], links: []},
    ['Not certified: it ended before.'],
  ],
])('%s, in words', (_, certification, expected) => {
  expect(certificationSummary(certification, UNICODE)).toEqual(expected);
});

test('one pass in counts', () => {
  expect(passCounts(HIDDEN)).toBe('1 router, 1 link direction  as asked  1 not judged');
  expect(passCounts(INVALID)).toBe('1 router, 1 link direction  1 mismatch');
});

test('asked and measured side by side', () => {
  expect(renderColumns(certificateColumns(HIDDEN), 80, UNICODE)).toMatchInlineSnapshot(`
    "certified         asked                     before                    after
    ────────────────  ────────────────────────  ────────────────────────  ────────────────────────
    router s1 (cone)  EIM APDF port-preserving  EIM APDF port-preserving  EIM APDF port-preserving
    link s1 up delay  12.5 ms                   12.7 ms                   12.6 ms
    link s2 up delay  12.5 ms                   not judged                –"
  `);
});

test('a run that never began shows what was wrong, and no pair', () => {
  const result: MeshResult = {
    ...resultIn(normalRun()),
    connections: [{from: 'a1', to: 'a2', state: 'new'}],
    certification: INVALID,
  };
  expect(renderMeshTable(result, 80, {unicode: true})).toMatchInlineSnapshot(`
    "The network was not what was asked for:
    ✗ link s1 up before the run: asked for 12.5 ms delay, measured 0.1 ms
    "
  `);
});
