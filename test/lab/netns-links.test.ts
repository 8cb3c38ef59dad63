import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';

const DELAY_MS = 20;

let lab: Lab;

beforeEach(async () => {
  const link = {up: {delayMs: DELAY_MS}, down: {delayMs: DELAY_MS}};
  lab = await openTestLab('userspace', [{name: 's1', nat: 'cone', hosts: ['a1'], link}]);
});

afterEach(() => closeTestLab(lab));

/** Milliseconds until a TCP connection to the TURN server is accepted: one round trip. */
async function connectMs(): Promise<number> {
  const program = `const start = performance.now();
    require('node:net').connect(3478, '198.18.0.2').once('connect', () => {
      console.log(performance.now() - start);
      process.exit();
    });`;
  const logFile = join(lab.spec.directory, 'connect.log');
  await rm(logFile, {force: true});
  const {ended} = lab.spawn('a1', [process.execPath, '-e', program], {logFile});
  expect(await ended).toEqual({code: 0, signal: null});
  return Number(await readFile(logFile, 'utf8'));
}

it('carries the traffic of a site through the userspace driver, and changes the link live', async () => {
  expect(await connectMs()).toBeGreaterThanOrEqual(2 * DELAY_MS);
  await lab.impair('s1', {down: {delayMs: 5 * DELAY_MS}});
  expect(await connectMs()).toBeGreaterThanOrEqual(6 * DELAY_MS);
  expect(lab.links().get('s1')).toEqual({
    up: {delayMs: DELAY_MS},
    down: {delayMs: 5 * DELAY_MS},
  });
});

it('names the links when asked for one it does not have', async () => {
  await expect(lab.impair('s9', {up: {}})).rejects.toMatchObject({
    code: 'LINK_UNKNOWN',
    hint: 'Links: s1.',
  });
});

it('says which service died', async () => {
  const pid = Number(await readFile(join(lab.spec.directory, 'turnserver.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  expect(await lab.serviceDied).toEqual({service: 'coturn', reason: 'ended by SIGKILL'});
});
