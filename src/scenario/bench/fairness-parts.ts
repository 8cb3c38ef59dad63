import {setTimeout as delay} from 'node:timers/promises';
import {jainIndex} from '../../sim/jain-index.js';
import type {BenchLab} from './bench-lab.js';
import type {BenchPipe, FlowResult} from './bench-pipe.js';
import {dropCapacity, queueSettledMs, rateSettledMs} from './capacity-drop.js';
import {carrierFacts, prepareCarrier} from './carriers.js';
import {probeQueue} from './queue-probe.js';
import {rateBetween} from './rates.js';

type Bulk = 'claw' | 'cubic';

export interface FairnessPath {
  rateBps: number;
  rttMs: number;
  durationMs: number;
  /** Of the bottleneck where the standing queue is measured; elsewhere it is one round trip. */
  queueMs: number;
}

/** Rates are those of after the warm-up, in bits per second. */
export interface SharesRun {
  flowsBps: number[];
  jain: number;
  /** Of each flow, in each whole second. */
  flowsBpsPerSecond: number[][];
  jainPerSecond: number[];
  /** Of the first flow. */
  share: number;
}

export interface QueueRun {
  bps: number;
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

export interface DropRun {
  /** Null: not seen, or the link driver does not count. */
  rateSettledMs: number | null;
  queueSettledMs: number | null;
  longestQueueMs: number;
}

const OWN_FLOWS = 4;
/** Each flow finds those before it at full speed. */
const STAGGER_MS = 500;
const WARM_UP_MS = 2000;
const PROBE_LEAD_MS = 500;
const SECOND_MS = 1000;
export const DROP_FACTOR = 5;

/** Four connections of claw through one bottleneck. */
export async function measureOwn(bench: BenchLab, path: FairnessPath): Promise<SharesRun> {
  await bench.setPath({rttMs: path.rttMs, loss: 0, rateBps: path.rateBps});
  return shares(bench, Array<Bulk>(OWN_FLOWS).fill('claw'), path.durationMs);
}

/** One connection of claw and one of the kernel's CUBIC; which begins first, changes by run. */
export async function measureBesideCubic(
  bench: BenchLab,
  path: FairnessPath,
  run: number,
): Promise<SharesRun> {
  await bench.setPath({rttMs: path.rttMs, loss: 0, rateBps: path.rateBps});
  return shares(bench, ['claw', 'cubic'], path.durationMs, run % 2 === 1);
}

/** How long the queue is while one flow fills a bottleneck that would hold a long one. */
export async function measureQueue(
  bench: BenchLab,
  bulk: Bulk,
  {rttMs, rateBps, queueMs, durationMs}: FairnessPath,
): Promise<QueueRun> {
  await bench.setPath({rttMs, loss: 0, rateBps, queueMs});
  const nothing = async () => undefined;
  const {flow, samples} = await besideProbe(bench, bulk, durationMs, nothing);
  const fromMs = flow.sent.startedAtMs + WARM_UP_MS;
  const queues = samples
    .filter(({atMs}) => atMs >= fromMs && atMs < flow.sent.endedAtMs)
    .map((sample) => sample.queueMs)
    .sort((a, b) => a - b);
  const at = (share: number) => queues[Math.max(0, Math.ceil(share * queues.length) - 1)];
  const [p50Ms, p95Ms, maxMs] = [at(0.5), at(0.95), at(1)];
  if (p50Ms === undefined || p95Ms === undefined || maxMs === undefined) {
    throw new Error('no probe arrived');
  }
  return {bps: rateBetween(flow.received, fromMs, flow.sent.endedAtMs), p50Ms, p95Ms, maxMs};
}

/** The bottleneck loses four fifths of its capacity at half time. */
export async function measureDrop(
  bench: BenchLab,
  bulk: Bulk,
  {rttMs, rateBps, queueMs, durationMs}: FairnessPath,
): Promise<DropRun> {
  await bench.setPath({rttMs, loss: 0, rateBps, queueMs});
  const narrow = {rttMs, loss: 0, rateBps: rateBps / DROP_FACTOR, queueMs};
  const halfMs = durationMs / 2;
  const drop = async () => {
    await delay(PROBE_LEAD_MS + halfMs);
    return dropCapacity(bench, narrow, halfMs);
  };
  const {samples, meanwhile} = await besideProbe(bench, bulk, durationMs, drop);
  const {atMs, offered} = meanwhile;
  const after = samples.filter((sample) => sample.atMs >= atMs);
  return {
    rateSettledMs: rateSettledMs(atMs, offered, {rttMs, rateBps: narrow.rateBps}),
    queueSettledMs: queueSettledMs(atMs, samples, rttMs),
    longestQueueMs: Math.max(0, ...after.map((sample) => sample.queueMs)),
  };
}

async function shares(
  bench: BenchLab,
  flows: readonly Bulk[],
  durationMs: number,
  lastFirst = false,
): Promise<SharesRun> {
  const pipes = [];
  for (const bulk of flows) pipes.push({bulk, pipe: await openBulk(bench, bulk)});
  const results = await Promise.all(
    pipes.map(async ({bulk, pipe}, index) => {
      const turn = lastFirst ? flows.length - 1 - index : index;
      return bulkFlow(pipe, bulk, durationMs, turn * STAGGER_MS);
    }),
  );
  for (const {pipe} of pipes) await pipe.close();
  const fromMs = Math.max(...results.map(({sent}) => sent.startedAtMs)) + WARM_UP_MS;
  const toMs = Math.min(...results.map(({sent}) => sent.endedAtMs));
  const between = (from: number, to: number) =>
    results.map(({received}) => rateBetween(received, from, to));
  const flowsBps = between(fromMs, toMs);
  const seconds = Math.max(0, Math.floor((toMs - fromMs) / SECOND_MS));
  const flowsBpsPerSecond = Array.from({length: seconds}, (_, second) => {
    const begin = fromMs + second * SECOND_MS;
    return between(begin, begin + SECOND_MS);
  });
  const total = flowsBps.reduce((sum, bps) => sum + bps, 0);
  if (!(total > 0)) throw new Error(`nothing to compare within ${durationMs} ms`);
  return {
    flowsBps,
    jain: jainIndex(flowsBps),
    flowsBpsPerSecond,
    jainPerSecond: flowsBpsPerSecond.map(jainIndex),
    share: (flowsBps[0] ?? 0) / total,
  };
}

/** The probe begins before there is a queue, so that it has seen the path without one. */
async function besideProbe<Meanwhile>(
  bench: BenchLab,
  bulk: Bulk,
  durationMs: number,
  during: () => Promise<Meanwhile>,
) {
  const pipe = await openBulk(bench, bulk);
  const [samples, flow, meanwhile] = await Promise.all([
    probeQueue(bench, PROBE_LEAD_MS + durationMs + PROBE_LEAD_MS),
    bulkFlow(pipe, bulk, durationMs, PROBE_LEAD_MS),
    during(),
  ]);
  await pipe.close();
  return {samples, flow, meanwhile};
}

async function openBulk(bench: BenchLab, bulk: Bulk): Promise<BenchPipe> {
  const missing = await prepareCarrier(bench, bulk);
  if (missing !== undefined) throw new Error(missing);
  return bench.openPipe(carrierFacts(bulk).kind);
}

async function bulkFlow(
  pipe: BenchPipe,
  bulk: Bulk,
  durationMs: number,
  startAfterMs: number,
): Promise<FlowResult> {
  const {messageBytes} = carrierFacts(bulk);
  const flow = {id: 1, mode: {}, priority: 'bulk' as const, load: {saturate: true} as const};
  const [result] = await pipe.run([
    {flow: {...flow, messageBytes, durationMs}, settleMs: 0, startAfterMs},
  ]);
  if (!result) throw new Error('no result');
  return result;
}
