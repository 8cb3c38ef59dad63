import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import type {HostProcess, Lab, ProbePlaces} from '../lab.js';
import {SERVICES} from '../names.js';
import {probeCommand} from '../probe/protocol.js';
import {probeFailed} from './errors.js';

const READY_MS_MAX = 10_000;
const READY_POLL_MS = 10;

/** Reflectors by their lab: one serves every certification of it. */
const reflectors = new WeakMap<Lab, Promise<void>>();

/** Resolves when trains are answered in the core. The loopback fabric answers them by itself. */
export function startReflector(lab: Lab): Promise<void> {
  const [access] = lab.access;
  if (access?.probe.tcpReflector === undefined) return Promise.resolve();
  const started =
    reflectors.get(lab) ?? spawnReflector(lab, access.probe, access.probe.tcpReflector);
  reflectors.set(lab, started);
  return started;
}

async function spawnReflector(
  lab: Lab,
  {reflector: udp}: ProbePlaces,
  tcp: NonNullable<ProbePlaces['tcpReflector']>,
): Promise<void> {
  const logFile = join(lab.spec.directory, 'reflector.log');
  const started = lab.spawn(SERVICES, probeCommand({reflect: {udp, tcp}}), {logFile});
  const deadline = performance.now() + READY_MS_MAX;
  const over = endOf(started);
  while (!(await readFile(logFile, 'utf8')).includes('ready')) {
    if (over() || performance.now() > deadline) throw probeFailed('the core', logFile);
    await delay(READY_POLL_MS);
  }
}

function endOf({ended}: HostProcess): () => boolean {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return () => over;
}
