import {rm} from 'node:fs/promises';
import {availableParallelism, release} from 'node:os';
import {ClawError} from '../../../errors.js';
import {applySteps} from '../../apply.js';
import type {Ability} from '../../doctor/ability.js';
import type {LabProgress, LinkDriver} from '../../lab.js';
import {removeNamespaces} from '../../remove-namespaces.js';
import {createRunDirectory} from '../../runtime-directory.js';
import {type LinkPlace, type StartLink, startNetem, startUserspace} from './bench-drivers.js';
import {benchNamespaces, cableSteps} from './cables.js';
import {type BenchOptions, type Phase, phasesOf} from './phases.js';
import {type LinkBench, type PhaseResult, phaseResult} from './result.js';
import {runTraffic} from './traffic.js';

export interface BenchContext {
  /** Whether this kernel has netem, or why not. */
  netem: Ability;
  /** Aborted: the bench cleans up and rejects. */
  signal: AbortSignal;
  onProgress?: LabProgress;
}

/** The receiver keeps a number for each. */
const PACKETS_MAX = 10_000_000;

/**
 * Measures the drivers of this machine one after the other on one link, as root of the machine or
 * of a user namespace.
 *
 * Rejects with `LINK_BENCH_TOO_LONG`, `LAB_STEP_FAILED`, `LINK_DRIVER_FAILED` or
 * `LINK_BENCH_FAILED`, with everything removed again.
 */
export async function benchLinks(options: BenchOptions, context: BenchContext): Promise<LinkBench> {
  const phases = phasesOf(options);
  checkSize(phases);
  const {netem} = context;
  const machine = {kernel: release(), processors: availableParallelism()};
  const bench: LinkBench = {options, machine, drivers: [], absent: []};
  const place = {
    namespaces: benchNamespaces(process.pid),
    directory: await createRunDirectory(),
    seed: options.seed,
  };
  const measure = async (driver: LinkDriver, start: StartLink) => {
    const results: PhaseResult[] = [];
    for (const phase of phases) {
      context.onProgress?.(`${driver}: ${phase.name}`);
      results.push(await runPhase(start, place, phase, context.signal));
    }
    bench.drivers.push({driver, phases: results});
  };
  try {
    await applySteps(cableSteps(place.namespaces));
    await measure('userspace', startUserspace);
    if (netem.ok) await measure('netem', startNetem);
    else bench.absent.push({driver: 'netem', why: netem.why});
    return bench;
  } finally {
    await removeNamespaces(Object.values(place.namespaces));
    await rm(place.directory, {recursive: true, force: true});
  }
}

/** Each phase has a link of its own, so that one that fell behind does not spoil the next. */
async function runPhase(
  start: StartLink,
  place: LinkPlace,
  phase: Phase,
  signal: AbortSignal,
): Promise<PhaseResult> {
  signal.throwIfAborted();
  const link = await start(place, phase.model);
  try {
    const before = await link.use();
    const {sender, receiver} = await runTraffic(place.namespaces, phase, signal);
    const after = await link.use();
    return phaseResult({phase, sender, receiver, before, after, overrun: await link.overrun()});
  } finally {
    await link.stop();
  }
}

function checkSize(phases: readonly Phase[]): void {
  const most = Math.max(...phases.map(({packets}) => packets));
  if (most <= PACKETS_MAX) return;
  throw new ClawError(`a run of ${most} packets is more than the ${PACKETS_MAX} a bench can have`, {
    code: 'LINK_BENCH_TOO_LONG',
    hint: 'Ask for a shorter --duration or a lower --rate.',
  });
}
