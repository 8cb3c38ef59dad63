import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, vi} from 'vitest';
import type {Lab} from '../../../src/lab/lab.js';

const program = (name: string) => new URL(`./${name}.mjs`, import.meta.url).pathname;
let runs = 0;

/** Starts an observer (observer.mjs) and waits until it listens. */
export async function observe(lab: Lab, host: string, port: number): Promise<void> {
  await serve(lab, host, 'observer', String(port));
}

/** Starts hearer.mjs at an address of the host and waits until it listens. */
export async function hear(lab: Lab, host: string, address: string): Promise<void> {
  await serve(lab, host, 'hearer', address);
}

async function serve(lab: Lab, host: string, name: string, ...args: string[]): Promise<void> {
  const logFile = join(lab.spec.directory, [name, host, ...args].join('-'));
  lab.spawn(host, [process.execPath, program(name), ...args], {logFile});
  await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toBe('ready\n'), 10_000);
}

/** Runs asker.mjs in a host: what it heard, in order. */
export async function ask(
  lab: Lab,
  host: string,
  question: {message: string; targets: string[]; localPort?: number},
): Promise<{from: string; text: string}[]> {
  const {message, targets, localPort = 0} = question;
  const output = await run(lab, host, 'asker', String(localPort), message, ...targets);
  return output as {from: string; text: string}[];
}

/** Runs knocker.mjs in a host: what was heard at `address`. */
export async function knock(lab: Lab, host: string, address: string): Promise<string[]> {
  return (await run(lab, host, 'knocker', address)) as string[];
}

/** Runs a program to its end; what it printed as JSON. */
async function run(lab: Lab, host: string, name: string, ...args: string[]): Promise<unknown> {
  runs += 1;
  const logFile = join(lab.spec.directory, `${name}-${runs}.log`);
  const {ended} = lab.spawn(host, [process.execPath, program(name), ...args], {logFile});
  expect(await ended).toEqual({code: 0, signal: null});
  return JSON.parse(await readFile(logFile, 'utf8'));
}
