import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {endProcesses, startProcess} from '../../../src/lab/host-process.js';

let directory: string;
let logFile: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  logFile = join(directory, 'log');
});
afterEach(() => rm(directory, {recursive: true}));

it('writes what the program says to the log, and reports how it ended', async () => {
  const {ended} = startProcess(['sh', '-c', 'echo out; echo err >&2; exit 3'], {logFile});
  expect(await ended).toEqual({code: 3, signal: null});
  expect(await readFile(logFile, 'utf8')).toBe('out\nerr\n');
});

it('gives the program a pipe that ends with its owner', async () => {
  const {child, ended} = startProcess(['cat'], {logFile});
  child.stdin?.end('hello');
  expect(await ended).toEqual({code: 0, signal: null});
  expect(await readFile(logFile, 'utf8')).toBe('hello');
});

it('reports a program that cannot be started as ended', async () => {
  const {ended} = startProcess(['claw-no-such-program'], {logFile});
  expect(await ended).toEqual({code: null, signal: null});
});

it('ends a process that does not want to', async () => {
  const willing = startProcess(['sleep', '1000'], {logFile});
  const argv = ['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 1000; done'];
  const stubborn = startProcess(argv, {logFile});
  await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toBe('ready\n'));
  await endProcesses([willing, stubborn]);
  expect(await willing.ended).toEqual({code: null, signal: 'SIGTERM'});
  expect(await stubborn.ended).toEqual({code: null, signal: 'SIGKILL'});
});
