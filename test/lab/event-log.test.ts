import {existsSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import {listNamespaces} from '../../src/lab/remove-namespaces.js';
import {createRunDirectory} from '../../src/lab/runtime-directory.js';
import type {RunEvent} from '../../src/scenario/events.js';
import {runMeshSession} from '../../src/scenario/mesh/session.js';
import {CLAW} from '../support/cli.js';

let runtime: string;

beforeAll(() => {
  runtime = mkdtempSync(join(tmpdir(), 'claw-test-'));
  vi.stubEnv('CLAW_RUNTIME_DIR', runtime);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(runtime, {recursive: true});
});

it('a mesh whose event log cannot be written ends, and leaves nothing', async () => {
  const directory = await createRunDirectory();
  symlinkSync('/dev/full', join(directory, 'events.ndjson'));
  const events: RunEvent[] = [];
  const session = runMeshSession({
    mesh: {
      agents: 2,
      sites: 1,
      nat: ['none'],
      rttMs: 0,
      jitterMs: 0,
      loss: 0,
      seed: 1,
      fabric: 'netns',
      linkDriver: 'netem',
    },
    command: [process.execPath, CLAW],
    commandLine: 'claw mesh up',
    keep: false,
    certify: false,
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  await expect(session).rejects.toMatchObject({code: 'EVENT_LOG', exitCode: 3});
  const phases = events.flatMap((event) => (event.type === 'phase' ? event.phase : []));
  expect(phases).toEqual(['lab', 'down']);
  expect(existsSync(directory)).toBe(false);
  const names = await listNamespaces();
  expect(names.filter((name) => name.startsWith(`claw-${process.pid}-`))).toEqual([]);
});
