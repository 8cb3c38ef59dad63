import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import type {HostProcess, Lab} from '../lab.js';
import {SERVICES} from '../names.js';
import {probeCommand} from '../probe/protocol.js';
import {probeFailed} from './errors.js';

const READY_MS_MAX = 10_000;
const READY_POLL_MS = 10;

/** Answers trains in the core; the loopback fabric does by itself. */
export interface RunningReflector {
  stop(): Promise<void>;
}

/** Resolves when trains are answered. Rejects with `PROBE_FAILED`. */
export async function startReflector(lab: Lab): Promise<RunningReflector> {
  const {reflector: udp, tcpReflector: tcp} = lab.access[0]?.probe ?? {};
  if (udp === undefined || tcp === undefined) return {stop: async () => {}};
  const logFile = join(lab.spec.directory, 'reflector.log');
  await rm(logFile, {force: true});
  const started = lab.spawn(SERVICES, probeCommand({reflect: {udp, tcp}}), {logFile});
  const deadline = performance.now() + READY_MS_MAX;
  const over = endOf(started);
  for (;;) {
    const log = await readFile(logFile, 'utf8');
    if (log.includes('ready')) break;
    if (over() || performance.now() > deadline) throw probeFailed('the core', {logFile, log});
    await delay(READY_POLL_MS);
  }
  return {
    stop: async () => {
      started.child.stdin?.end();
      await started.ended;
    },
  };
}

function endOf({ended}: HostProcess): () => boolean {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return () => over;
}
