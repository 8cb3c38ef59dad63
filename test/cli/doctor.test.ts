import {expect, test} from 'vitest';
import {runClaw} from '../support/cli.js';

test('--json is one document that says which lab this machine gets', async () => {
  const {stdout, stderr, exitCode} = await runClaw(['doctor', '--json']);
  const document = JSON.parse(stdout);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  expect(document).toMatchObject({
    schemaVersion: 1,
    fabrics: {loopback: true},
    lab: {fabric: expect.stringMatching(/^(netns|loopback)$/)},
  });
  expect(document.rows).toContainEqual(
    expect.objectContaining({name: 'node', state: 'ok', value: process.version}),
  );
});

test('every row that is not ok says what to do', async () => {
  const {rows} = JSON.parse((await runClaw(['doctor', '--json'])).stdout);
  const silent = rows.filter(
    (row: {state: string; hint?: string}) => row.state !== 'ok' && !row.hint,
  );
  expect(silent).toEqual([]);
});

test('plain text names the conclusion and fits a terminal without colour', async () => {
  const {stdout, exitCode} = await runClaw(['doctor']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^lab\n {2}(ok| *less) +fabric +(netns|loopback)/m);
});
