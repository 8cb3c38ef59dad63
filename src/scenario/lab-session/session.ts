import {rm} from 'node:fs/promises';
import {setTimeout as delay} from 'node:timers/promises';
import {ClawError, ExitCode} from '../../errors.js';
import type {Lab, LabSpec} from '../../lab/lab.js';
import {openLab} from '../../lab/open-lab.js';
import {createRunDirectory} from '../../lab/runtime-directory.js';
import type {LabEvent} from './events.js';
import {serveLab} from './lab-server.js';
import {type LabStatus, statusOf} from './status.js';

export interface LabSessionOptions {
  spec: Omit<LabSpec, 'ownerPid' | 'directory'>;
  /** For people: the topology's name or file. */
  topology: string;
  /** How long to stay up; absent: until told to end. */
  durationMs?: number;
  /** Ends the lab. */
  signal: AbortSignal;
  onEvent(event: LabEvent): void;
}

/** The lab as it was at its end; absent when it was told to end before it was up. */
export interface LabOutcome {
  lab?: LabStatus;
  leftovers: string[];
}

/**
 * A lab from nothing to nothing, with its run directory and its control socket: up, `ready`, until
 * the duration is over, `down` is called or `signal` aborts; then everything is removed.
 *
 * @throws ClawError when the lab cannot start, or `LAB_SERVICE_DIED` when a service of it dies.
 */
export async function runLabSession(options: LabSessionOptions): Promise<LabOutcome> {
  const startMs = performance.now();
  const emit = (event: LabEvent) =>
    options.onEvent({atMs: Math.round(performance.now() - startMs), ...event});
  const directory = await createRunDirectory();
  try {
    const spec = {...options.spec, ownerPid: process.pid, directory};
    const lab = await openLab(spec, (text) => emit({type: 'step', text}));
    return await holdLab(lab, {...options, onEvent: emit});
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

async function holdLab(lab: Lab, options: LabSessionOptions): Promise<LabOutcome> {
  const {topology, durationMs, signal, onEvent} = options;
  const asked = new AbortController();
  const over = new AbortController();
  const ended = AbortSignal.any([signal, asked.signal]);
  let outcome: LabOutcome = {leftovers: []};
  let control: Awaited<ReturnType<typeof serveLab>> | undefined;
  try {
    control = await serveLab({
      lab,
      topology,
      directory: lab.spec.directory,
      onImpaired: (link, models) => onEvent({type: 'impaired', link, models}),
      onDown: () => asked.abort(),
    });
    if (!ended.aborted) onEvent({type: 'ready', lab: await statusOf(lab, topology)});
    await Promise.race([
      aborted(AbortSignal.any([ended, over.signal])),
      lab.serviceDied.then(throwDied),
      ...(durationMs === undefined ? [] : [pause(durationMs, over.signal)]),
    ]);
    outcome = {lab: await statusOf(lab, topology), leftovers: []};
  } finally {
    over.abort();
    outcome.leftovers = (await lab.down()).leftovers;
    onEvent({type: 'down', leftovers: outcome.leftovers});
    await control?.close();
  }
  return outcome;
}

function throwDied({service, reason}: {service: string; reason: string}): never {
  throw new ClawError(`${service} died: ${reason}`, {
    code: 'LAB_SERVICE_DIED',
    exitCode: ExitCode.invalidRun,
    hint: 'A lab without it is not what was asked for; look for what ended it.',
  });
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, {signal}).catch(() => undefined);
}

/** Resolves when the signal aborts. An open control socket keeps the process alive meanwhile. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
