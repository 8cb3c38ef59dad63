import type {BenchContext, BenchOptions} from './bench.js';
import type {BenchLab} from './bench-lab.js';
import {MESSAGE_CARRIERS, type MessageCarrier} from './carriers.js';
import {compareCarriers} from './cells.js';
import {type JitterCell, type JitterRun, jitterCell} from './jitter-result.js';

/** One packet each. */
const MESSAGE_BYTES = 1000;
const SETTLE_MS = 1000;

export interface JitterOptions extends BenchOptions {
  /** Of the stream. */
  streamBps: number;
  rttMs: number;
  losses: readonly number[];
  durationMs: number;
}

export interface JitterResult {
  bench: 'jitter';
  command: string;
  asked: JitterOptions;
  cells: JitterCell[];
}

/** A steady stream of unordered messages that are not sent again: how steadily they arrive. */
export async function benchJitter(
  asked: JitterOptions,
  context: BenchContext,
): Promise<JitterResult> {
  const {rttMs, losses} = asked;
  const conditions = losses.map((loss) => ({rttMs, loss}));
  const cells = await compareCarriers(conditions, asked, context, {
    carriers: MESSAGE_CARRIERS,
    measure: (bench, carrier) => measureRun(bench, carrier, asked),
    describe: ({arrivedSdMs}) => `${arrivedSdMs.toFixed(2)} ms`,
    cell: ({loss}, outcomes) => jitterCell(loss, outcomes),
  });
  return {bench: 'jitter', command: context.commandLine, asked, cells};
}

async function measureRun(
  bench: BenchLab,
  carrier: MessageCarrier,
  {streamBps, durationMs}: JitterOptions,
): Promise<JitterRun> {
  const tally = await bench.tally();
  const pipe = await bench.openPipe(carrier);
  const flow = {
    ...{id: 1, mode: {ordered: false, reliability: {maxRetransmits: 0}}},
    ...{priority: 'interactive' as const, messageBytes: MESSAGE_BYTES, durationMs},
    load: {messagesPerSecond: streamBps / (8 * MESSAGE_BYTES)},
  };
  const [result] = await pipe.run([{flow, settleMs: SETTLE_MS}]);
  const counted = await tally();
  await pipe.close();
  if (!result) throw new Error('no result');
  const {sent, received} = result;
  return {
    sentSdMs: sent.intervalSdMs,
    arrivedSdMs: received.intervalSdMs,
    latencyMs: received.latencyMs,
    sent: sent.messages,
    delivered: received.distinct,
    pipe: sent.pipe,
    ...counted,
  };
}
