import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {startProcess} from '../../../../src/lab/host-process.js';
import {TurnProcess} from '../../../../src/lab/services/turn-process.js';

const directory = mkdtempSync(join(tmpdir(), 'claw-turn-process-'));
afterAll(() => rmSync(directory, {recursive: true}));

const launch = () => startProcess(['sleep', '1000'], {logFile: join(directory, 'log')});

test('killed on purpose it is not said to have died; a death of its own is', async () => {
  const server = new TurnProcess(launch(), async () => launch());
  let died = false;
  void server.died.then(() => {
    died = true;
  });
  const first = server.current;
  await server.kill();
  expect(await first.ended).toEqual({code: null, signal: 'SIGKILL'});
  await server.start();
  expect(server.current).not.toBe(first);
  expect(died).toBe(false);
  server.current.child.kill('SIGTERM');
  expect(await server.died).toEqual({code: null, signal: 'SIGTERM'});
});
