import {binomialInterval} from './binomial.js';

/** What a train of packets there and back saw. Times are on one monotonic clock, in ms. */
export interface TrainLog {
  sent: number;
  /** Numbers of the packets that reached the far end. */
  arrived: ReadonlySet<number>;
  /**
   * By number: how long the packet took there and its echo back. A time is absent where the process
   * that would have taken it was waiting for a processor.
   */
  echoes: ReadonlyMap<number, EchoTimes>;
}

export interface EchoTimes {
  upMs?: number;
  downMs?: number;
}

/** One direction of a link as measured. Absent: nothing came through that could be timed. */
export interface MeasuredDirection {
  packets: number;
  lost: number;
  loss: number;
  /** 99 % interval of `loss` (Clopper and Pearson), losses taken as independent. */
  lossInterval: {low: number; high: number};
  /** Shortest one-way delay: a busy machine makes packets late, never early, and never all of them. */
  delayMs?: number;
  /** From the delay that nine in ten packets exceed to the median: 0.8 spreads of uniform jitter. */
  jitterMs?: number;
  /** Mean number of packets lost in a row; absent without loss. */
  burstPackets?: number;
}

export interface MeasuredLink {
  up: MeasuredDirection;
  down: MeasuredDirection;
}

const CONFIDENCE = 0.99;

/** The figures of a train. Delays of a direction are those of packets that came all the way back. */
export function analyseTrain({sent, arrived, echoes}: TrainLog): MeasuredLink {
  const offered = Array.from({length: sent}, (_, number) => number);
  const reached = offered.filter((number) => arrived.has(number));
  const times = [...echoes.values()];
  return {
    up: direction(
      offered.map((number) => arrived.has(number)),
      times.flatMap(({upMs}) => upMs ?? []),
    ),
    down: direction(
      reached.map((number) => echoes.has(number)),
      times.flatMap(({downMs}) => downMs ?? []),
    ),
  };
}

function direction(outcomes: readonly boolean[], delaysMs: readonly number[]): MeasuredDirection {
  const packets = outcomes.length;
  const lost = outcomes.filter((came) => !came).length;
  const bursts = outcomes.filter((came, index) => !came && outcomes[index - 1] !== false).length;
  const sorted = [...delaysMs].sort((a, b) => a - b);
  const [least] = sorted;
  const [early, middle] = [quantile(sorted, 0.1), quantile(sorted, 0.5)];
  return {
    packets,
    lost,
    loss: packets === 0 ? 0 : lost / packets,
    lossInterval: binomialInterval(lost, packets, CONFIDENCE),
    ...(least === undefined || early === undefined || middle === undefined
      ? {}
      : {delayMs: round(least), jitterMs: round(middle - early)}),
    ...(bursts === 0 ? {} : {burstPackets: lost / bursts}),
  };
}

/** Nearest rank. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.round((sorted.length - 1) * share)];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
