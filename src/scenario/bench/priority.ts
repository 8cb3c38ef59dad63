import {Sample} from '../reliability/sample.js';
import {longestGapMs} from './arrival-gap.js';
import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import type {FlowResult} from './bench-pipe.js';
import {carrierFacts, MESSAGE_CARRIERS, type MessageCarrier} from './carriers.js';
import {compareCarriers} from './cells.js';
import {type PriorityCell, type PriorityRun, priorityCell} from './priority-result.js';
import {WARM_UP_MS} from './throughput-result.js';

/** A command every 20 ms, as a control loop sends it. */
const CRITICAL = {messageBytes: 200, messagesPerSecond: 50};
/** What is missing when the last one was sent has this long. */
const SETTLE_MS = 3000;

export interface PriorityOptions extends BenchOptions {
  rateBps: number;
  rttMs: number;
  losses: readonly number[];
  durationMs: number;
  /** Of the transfer beside; it ends with the duration too. */
  bulkBytes: number;
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
  context: BenchContext,
): Promise<PriorityResult> {
  const {rateBps, rttMs, losses} = asked;
  const conditions = losses.map((loss) => ({rttMs, loss, rateBps}));
  const cells = await compareCarriers(conditions, asked, context, {
    carriers: MESSAGE_CARRIERS,
    measure: (bench, carrier) => measureRun(bench, carrier, asked),
    describe: ({latencyMs, lost}) => `p99 ${latencyMs.p99.toFixed(1)} ms, ${lost} lost`,
    cell: ({loss}, outcomes) => priorityCell(loss, rttMs, outcomes),
  });
  return {bench: 'priority', command: context.commandLine, asked, cells};
}

async function measureRun(
  bench: BenchLab,
  carrier: MessageCarrier,
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
