import type {LinkDriver} from '../../lab/lab.js';
import type {BenchLab} from './bench-lab.js';
import {
  JITTER_CARRIERS,
  type JitterCarrier,
  type JitterCell,
  type JitterRun,
  jitterCell,
} from './jitter-result.js';
import {measureInterleaved} from './outcomes.js';
import type {BenchContext} from './throughput.js';
import {withBenchLab} from './with-bench-lab.js';

/** One packet each. */
const MESSAGE_BYTES = 1000;
const SETTLE_MS = 1000;

export interface JitterOptions {
  /** Of the stream. */
  streamBps: number;
  rttMs: number;
  losses: readonly number[];
  durationMs: number;
  runs: number;
  seed: number;
  linkDriver: LinkDriver;
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
  {commandLine, ...context}: BenchContext,
): Promise<JitterResult> {
  const {rttMs, losses, runs, seed, linkDriver} = asked;
  const [first] = losses;
  if (first === undefined) throw new RangeError('no cells');
  const session = {...context, seed, linkDriver, senders: 1, receivers: 1};
  return withBenchLab({...session, path: {rttMs, loss: first}}, async (bench) => {
    const cells: JitterCell[] = [];
    for (const loss of losses) {
      context.onStep(`loss ${loss * 100}%`);
      await bench.setPath({rttMs, loss});
      const outcomes = await measureInterleaved(JITTER_CARRIERS, {
        runs,
        measure: (carrier) => measureRun(bench, carrier, asked),
        describe: ({arrivedSdMs}) => `${arrivedSdMs.toFixed(2)} ms`,
        onStep: context.onStep,
      });
      cells.push(jitterCell(loss, outcomes));
    }
    return {bench: 'jitter', command: commandLine, asked, cells};
  });
}

async function measureRun(
  bench: BenchLab,
  carrier: JitterCarrier,
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
