import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, vi} from 'vitest';
import type {Lab} from '../../../src/lab/lab.js';

const program = (name: string) => new URL(`./${name}.mjs`, import.meta.url).pathname;
let askers = 0;

/** Starts an observer (observer.mjs) and waits until it listens. */
export async function observe(lab: Lab, host: string, port: number): Promise<void> {
  const logFile = join(lab.spec.directory, `observer-${host}-${port}.log`);
  lab.spawn(host, [process.execPath, program('observer'), String(port)], {logFile});
  await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toBe('ready\n'), 10_000);
}

/** Runs asker.mjs in a host: what it heard, in order. */
export async function ask(
  lab: Lab,
  host: string,
  question: {message: string; targets: string[]; localPort?: number},
): Promise<{from: string; text: string}[]> {
  askers += 1;
  const logFile = join(lab.spec.directory, `asker-${askers}.log`);
  const {message, targets, localPort = 0} = question;
  const argv = [process.execPath, program('asker'), String(localPort), message, ...targets];
  const {ended} = lab.spawn(host, argv, {logFile});
  expect(await ended).toEqual({code: 0, signal: null});
  return JSON.parse(await readFile(logFile, 'utf8')) as {from: string; text: string}[];
}
