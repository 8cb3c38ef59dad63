import type {LinkDriver} from '../../lab/lab.js';
import {Sample} from '../reliability/sample.js';
import {longestGapMs} from './arrival-gap.js';
import type {BenchLab} from './bench-lab.js';
import type {FlowResult} from './bench-pipe.js';
import {carrierFacts} from './carriers.js';
import {measureInterleaved} from './outcomes.js';
import {
  PRIORITY_CARRIERS,
  type PriorityCarrier,
  type PriorityCell,
  type PriorityRun,
  priorityCell,
} from './priority-result.js';
import type {BenchContext} from './throughput.js';
import {WARM_UP_MS} from './throughput-result.js';
import {withBenchLab} from './with-bench-lab.js';

/** A command every 20 ms, as a control loop sends it. */
const CRITICAL = {messageBytes: 200, messagesPerSecond: 50};
/** What is missing when the last one was sent has this long. */
const SETTLE_MS = 3000;

export interface PriorityOptions {
  rateBps: number;
  rttMs: number;
  losses: readonly number[];
  durationMs: number;
  /** Of the transfer beside; it ends with the duration too. */
  bulkBytes: number;
  runs: number;
  seed: number;
  linkDriver: LinkDriver;
}

export interface PriorityResult {
  bench: 'priority';
  command: string;
  asked: PriorityOptions;
  cells: PriorityCell[];
}

/** Small urgent messages beside a bulk transfer on the same connection, through one bottleneck. */
export async function benchPriority(
  asked: PriorityOptions,
  {commandLine, ...context}: BenchContext,
): Promise<PriorityResult> {
  const {rateBps, rttMs, losses, runs, seed, linkDriver} = asked;
  const paths = losses.map((loss) => ({rttMs, loss, rateBps}));
  const [path] = paths;
  if (!path) throw new RangeError('no cells');
  const session = {...context, path, seed, linkDriver, senders: 1, receivers: 1};
  return withBenchLab(session, async (bench) => {
    const cells: PriorityCell[] = [];
    for (const cell of paths) {
      context.onStep(`loss ${cell.loss * 100}%`);
      await bench.setPath(cell);
      const outcomes = await measureInterleaved(PRIORITY_CARRIERS, {
        runs,
        measure: (carrier) => measureRun(bench, carrier, asked),
        describe: ({latencyMs, lost}) => `p99 ${latencyMs.p99.toFixed(1)} ms, ${lost} lost`,
        onStep: context.onStep,
      });
      cells.push(priorityCell(cell.loss, rttMs, outcomes));
    }
    return {bench: 'priority', command: commandLine, asked, cells};
  });
}

async function measureRun(
  bench: BenchLab,
  carrier: PriorityCarrier,
  {durationMs, bulkBytes}: PriorityOptions,
): Promise<PriorityRun> {
  const {kind, messageBytes} = carrierFacts(carrier);
  const tally = await bench.tally();
  const pipe = await bench.openPipe(kind);
  const bulk = {
    ...{id: 1, mode: {}, priority: 'bulk' as const, load: {saturate: true} as const},
    ...{messageBytes, durationMs, totalBytes: bulkBytes},
  };
  const {messagesPerSecond} = CRITICAL;
  const critical = {
    ...{id: 2, mode: {}, priority: 'critical' as const, load: {messagesPerSecond}},
    ...{messageBytes: CRITICAL.messageBytes, durationMs},
  };
  const [besides, urgent] = await pipe.run([
    {flow: bulk, settleMs: 0},
    {flow: critical, settleMs: SETTLE_MS, keepArrivals: true},
  ]);
  const counted = await tally();
  await pipe.close();
  const latencyMs = urgent?.received.latencyMs;
  if (!besides || !urgent || !latencyMs) throw new Error('no critical message arrived');
  const {p50, p99, max} = latencyMs;
  return {
    latencyMs: {p50, p99, max},
    steadyP99Ms: steadyP99Ms(urgent),
    sent: urgent.sent.messages,
    lost: urgent.sent.messages - urgent.received.distinct,
    gapMs: longestGapMs(urgent),
    bulkBps: (besides.received.bytes * 8000) / (besides.sent.endedAtMs - besides.sent.startedAtMs),
    ...counted,
  };
}

function steadyP99Ms({sent, received}: FlowResult): number | null {
  const latencies = new Sample();
  for (const {sentAtMs, arrivedAtMs} of received.arrivals ?? []) {
    if (sentAtMs >= sent.startedAtMs + WARM_UP_MS) latencies.add(arrivedAtMs - sentAtMs);
  }
  return latencies.quantiles()?.p99 ?? null;
}
