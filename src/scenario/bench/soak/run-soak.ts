import {setMaxListeners} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import type {PathReport, ProcessUsage} from '../../../agent/bench/protocol.js';
import {monotonicMs} from '../../../agent/monotonic.js';
import {siteFaults} from '../../../lab/faults/site-faults.js';
import type {BenchContext} from '../bench.js';
import type {BenchLab} from '../bench-lab.js';
import {iceOptions} from '../failover/failover-lab.js';
import {flowFigures, modeRows, type RunFlow} from './mode-rows.js';
import {openRing, type RingPipe, ringFlows} from './ring.js';
import {type FaultRecord, runSchedule} from './run-schedule.js';
import type {SoakOptions} from './soak-options.js';
import {type PathProof, provePaths} from './soak-proof.js';
import {
  type AgentFigures,
  type LostConnection,
  memoryGrowth,
  peersNeeded,
  type SoakFigures,
} from './soak-result.js';
import {soakSchedule} from './soak-schedule.js';
import {logUsage, type UsageSample, usageOf, usageOnce} from './usage-log.js';

/** Traffic goes on for so long after the last fault: paths are proven in this time. */
const CALM_MS = 10_000;
/** What is being built or torn down is done by then. */
const SETTLE_MS_MAX = 15_000;

export interface SoakContext extends Pick<BenchContext, 'signal' | 'onStep'> {
  bench: BenchLab;
  agents: readonly string[];
}

/** The ring comes up, is hurt for as long as was asked, is looked at, and goes. */
export async function runSoak(asked: SoakOptions, context: SoakContext): Promise<SoakFigures> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  // Every fault that waits for its time is one.
  setMaxListeners(0, signal);
  try {
    return await soak(asked, {...context, signal});
  } finally {
    // When one part fails, the others wait for nothing any more.
    over.abort();
  }
}

async function soak(asked: SoakOptions, context: SoakContext): Promise<SoakFigures> {
  const {bench, agents, onStep} = context;
  const before = await usageOfAll(bench, agents);
  onStep('connections');
  const ring = await openRing(bench, agents, await iceOptions(bench.lab, asked.relays));
  const startedAtMs = monotonicMs();
  const endUsage = logUsage(bench, agents, {...context, ...asked, startedAtMs});
  const [flows, {faults, proofs, usage}] = await Promise.all([
    runFlows(ring, asked),
    hurt(ring, asked, {...context, startedAtMs, endUsage}),
  ]);
  const reports = await Promise.all(ring.map(({pipe}) => pipe.paths()));
  await keepEvents(bench, ring, {reports, faults, startedAtMs});
  const peersMax = peersNeeded(asked);
  const held = await usageOnceSettled(context, ({peers}) => peers <= peersMax);
  onStep('closing');
  await Promise.all(ring.map(({pipe}) => pipe.close()));
  const left = await usageOnceSettled(context, ({peers, channels}) => peers + channels === 0);
  const figures = flows.map(flowFigures);
  return {
    ...{startedAtMs, faults, proofs, flows: figures, modes: modeRows(flows, figures)},
    moves: reports.flat().flatMap(({events}) => events.filter(({type}) => type === 'moved')).length,
    lost: lostConnections(ring, reports, startedAtMs),
    agents: agents.map((agent, index) =>
      agentFigures(agent, {
        ...{before: before[index], held: held[index], left: left[index], peersMax},
        usage: usage.get(agent) ?? [],
      }),
    ),
  };
}

async function runFlows(ring: readonly RingPipe[], asked: SoakOptions): Promise<RunFlow[]> {
  const plans = ringFlows({...asked, durationMs: asked.durationMs + CALM_MS});
  const runs = await Promise.all(
    ring.map(async ({from, to, pipe}) => {
      const results = await pipe.run(plans);
      return plans.flatMap((plan, index): RunFlow[] => {
        const result = results[index];
        return result ? [{from, to, plan, result}] : [];
      });
    }),
  );
  return runs.flat();
}

interface HurtContext extends SoakContext {
  startedAtMs: number;
  endUsage: () => Promise<Map<string, UsageSample[]>>;
}

interface Hurt {
  faults: FaultRecord[];
  proofs: PathProof[];
  usage: Map<string, UsageSample[]>;
}

/** The faults, and after them the paths, while there is traffic. */
async function hurt(
  ring: readonly RingPipe[],
  {seed, faults, durationMs, rttMs}: SoakOptions,
  {bench, agents, signal, onStep, startedAtMs, endUsage}: HurtContext,
): Promise<Hurt> {
  const {lab} = bench;
  const schedule = soakSchedule({seed, faults, durationMs, agents});
  const place = {lab, faults: siteFaults(lab.spec), agents, rttMs, signal};
  const records = await runSchedule(schedule, place, {startedAtMs, say: onStep});
  await delay(startedAtMs + durationMs - monotonicMs(), undefined, {signal});
  const usage = await endUsage();
  onStep('paths');
  return {faults: records, proofs: await provePaths(ring, lab, signal), usage};
}

function usageOfAll(bench: BenchLab, agents: readonly string[]): Promise<ProcessUsage[]> {
  return Promise.all(agents.map((agent) => usageOf(bench, agent)));
}

function usageOnceSettled(
  {bench, agents, signal}: SoakContext,
  isRight: (usage: ProcessUsage) => boolean,
): Promise<ProcessUsage[]> {
  const until = {isRight, limitMs: SETTLE_MS_MAX, signal};
  return Promise.all(agents.map((agent) => usageOnce(bench, agent, until)));
}

function agentFigures(
  agent: string,
  {
    before,
    held,
    left,
    peersMax,
    usage,
  }: Partial<Record<'before' | 'held' | 'left', ProcessUsage | undefined>> & {
    peersMax: number;
    usage: UsageSample[];
  },
): AgentFigures {
  return {
    ...{agent, peers: held?.peers ?? 0, peersMax},
    ...{peersLeft: left?.peers ?? 0, channelsLeft: left?.channels ?? 0},
    openFilesBefore: before?.openFiles ?? null,
    openFilesLeft: left?.openFiles ?? null,
    ...memoryGrowth(usage),
    usage,
  };
}

type Reports = readonly (readonly [PathReport, PathReport])[];

function lostConnections(
  ring: readonly RingPipe[],
  reports: Reports,
  startedAtMs: number,
): LostConnection[] {
  return ring.flatMap(({from, to}, index) => {
    const ends: readonly PathReport[] = reports[index] ?? [];
    return ends.flatMap(({events}, end) =>
      events.flatMap((event): LostConnection[] => {
        if (event.type !== 'closed' || event.atMs < startedAtMs) return [];
        const {reason} = event;
        const atMs = event.atMs - startedAtMs;
        return [{agent: end === 0 ? from : to, peer: end === 0 ? to : from, atMs, reason}];
      }),
    );
  });
}

/** Beside the logs, for who looks for the cause of a failure. Times since the soak began. */
async function keepEvents(
  {lab}: BenchLab,
  ring: readonly RingPipe[],
  {reports, faults, startedAtMs}: {reports: Reports; faults: FaultRecord[]; startedAtMs: number},
): Promise<void> {
  const connections = ring.map(({from, to}, index) => ({
    ...{from, to},
    ends: reports[index]?.map(({events}) =>
      events.map((event) => ({...event, atMs: event.atMs - startedAtMs})),
    ),
  }));
  const text = JSON.stringify({faults, connections}, null, 2);
  await writeFile(join(lab.spec.directory, 'soak.json'), text);
}
