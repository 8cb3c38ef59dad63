import type {ReceiveReport} from '../../agent/bench/protocol.js';
import type {BenchLab} from './bench-lab.js';

/** Small and urgent: waits in the bottleneck's queue and nowhere else. */
const PROBE = {messageBytes: 100, messagesPerSecond: 100};

export interface QueueSample {
  /** When the probe was sent, CLOCK_MONOTONIC. */
  atMs: number;
  /** How much longer it travelled than the quickest one. */
  queueMs: number;
}

/** Sends probes between a pair of hosts of its own until `durationMs` is over. */
export async function probeQueue(bench: BenchLab, durationMs: number): Promise<QueueSample[]> {
  const pipe = await bench.openPipe('claw', {from: 'a2', to: 'b2'});
  const {messagesPerSecond, messageBytes} = PROBE;
  const flow = {
    ...{id: 1, mode: {ordered: false, reliability: {maxRetransmits: 0}, copies: 0}},
    ...{priority: 'critical' as const, load: {messagesPerSecond}, messageBytes, durationMs},
  };
  const [result] = await pipe.run([{flow, settleMs: 1000, keepArrivals: true}]);
  await pipe.close();
  return queueSamples(result?.received.arrivals ?? []);
}

/** In the order they were sent; the quickest is taken to have found no queue. */
export function queueSamples(arrivals: NonNullable<ReceiveReport['arrivals']>): QueueSample[] {
  const leastMs = arrivals.reduce(
    (least, {sentAtMs, arrivedAtMs}) => Math.min(least, arrivedAtMs - sentAtMs),
    Number.POSITIVE_INFINITY,
  );
  return arrivals
    .map(({sentAtMs, arrivedAtMs}) => ({
      atMs: sentAtMs,
      queueMs: arrivedAtMs - sentAtMs - leastMs,
    }))
    .sort((a, b) => a.atMs - b.atMs);
}
