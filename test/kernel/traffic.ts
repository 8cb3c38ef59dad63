import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, vi} from 'vitest';
import type {HostProcess, Lab} from '../../src/lab/lab.js';

const PROGRAM = new URL('../support/link-traffic.mjs', import.meta.url).pathname;
/** node takes seconds to start in an emulated machine. */
const READY_MS_MAX = 60_000;
let started = 0;

/** What a sink saw of numbered datagrams. Times are on its own clock. */
export interface Seen {
  received: number;
  reordered: number;
  firstMs: number;
  lastMs: number;
}

/** Packets sent from two processors in turn may overtake each other before they reach the link. */
async function onOneProcessor(): Promise<string[]> {
  const status = await readFile('/proc/self/status', 'utf8');
  const [, first = ''] = /^Cpus_allowed_list:\s*(\d+)/m.exec(status) ?? [];
  return ['taskset', '--cpu-list', first];
}

async function start(lab: Lab, host: string, words: readonly (string | number)[]) {
  started += 1;
  const logFile = join(lab.spec.directory, `traffic-${started}.log`);
  const argv = [...(await onOneProcessor()), process.execPath, PROGRAM, ...words.map(String)];
  return {...lab.spawn(host, argv, {logFile}), output: () => readFile(logFile, 'utf8')};
}

/** Runs a part of link-traffic.mjs to its end: what it printed. */
export async function runTraffic(
  lab: Lab,
  host: string,
  ...words: readonly (string | number)[]
): Promise<string> {
  const {ended, output} = await start(lab, host, words);
  expect(await ended).toEqual({code: 0, signal: null});
  return output();
}

/** Starts a part that listens, and waits until it does. */
export async function serveTraffic(
  lab: Lab,
  host: string,
  ...words: readonly (string | number)[]
): Promise<{ended: HostProcess['ended']; output: () => Promise<string>}> {
  const {ended, output} = await start(lab, host, words);
  await vi.waitFor(async () => expect(await output()).toContain('ready\n'), READY_MS_MAX);
  return {ended, output};
}
