import {BIN_MS} from '../../agent/bench/protocol.js';
import type {FlowResult} from './bench-pipe.js';
import type {Carrier} from './carriers.js';
import type {LinkTally} from './link-tally.js';
import {type Spread, spreadOf} from './spread.js';

/** Slow start and its kind are over by then on every path that is asked about. */
export const WARM_UP_MS = 1000;
/** Share of the bottleneck's undamaged capacity that bulk transfer is meant to fill. */
const TARGET_SHARE = 0.85;

/** Rates are application bytes that arrived, in bits per second. */
export interface ThroughputRun {
  goodputBps: number;
  /** From the first byte on, warm-up included. */
  fromStartBps: number;
  senderCpuSecondsPerGbit: number;
  receiverCpuSecondsPerGbit: number;
  /** Arrived per `BIN_MS`. */
  binBytes: number[];
  /** What the bottleneck link did to the data and to what came back. */
  forward?: LinkTally;
  back?: LinkTally;
  pipe: Record<string, unknown>;
}

/** One carrier under one condition. */
export interface ThroughputRow {
  carrier: Carrier;
  isEncrypted: boolean;
  runs: ThroughputRun[];
  /** One reason for each run that did not come about. */
  failures: string[];
  goodputBps: Spread | null;
  fromStartBps: Spread | null;
  senderCpuSecondsPerGbit: Spread | null;
  receiverCpuSecondsPerGbit: Spread | null;
  /** Goodput of claw in the same run divided by this; absent for claw. */
  clawRatio?: Spread | null;
}

export interface ThroughputCell {
  rttMs: number;
  loss: number;
  rateBps?: number;
  /** 0.85 of what the bottleneck can deliver under this loss; absent without bottleneck. */
  targetBps?: number;
  rows: ThroughputRow[];
}

/** What one flow of `durationMs` says. */
export function throughputRun(
  {sent, received}: FlowResult,
  durationMs: number,
): Omit<ThroughputRun, 'forward' | 'back'> {
  const bins = Math.floor(durationMs / BIN_MS);
  const warm = Math.min(Math.floor(WARM_UP_MS / BIN_MS), Math.floor(bins / 2));
  const binBytes = received.binBytes.slice(0, bins);
  const gbit = (received.bytes * 8) / 1e9;
  const perGbit = (cpuMs: number) => (gbit === 0 ? 0 : cpuMs / 1000 / gbit);
  return {
    goodputBps: rate(binBytes.slice(warm), bins - warm),
    fromStartBps: rate(binBytes, bins),
    senderCpuSecondsPerGbit: perGbit(sent.cost.cpuMs),
    receiverCpuSecondsPerGbit: perGbit(received.cost.cpuMs),
    binBytes,
    pipe: sent.pipe,
  };
}

export function targetBps(rateBps: number, loss: number): number {
  return TARGET_SHARE * (1 - loss) * rateBps;
}

/** `claw`: goodput of claw in each run, undefined where it failed; absent for claw's own row. */
export function throughputRow(
  carrier: Carrier,
  isEncrypted: boolean,
  outcomes: readonly (ThroughputRun | string)[],
  claw?: readonly (number | undefined)[],
): ThroughputRow {
  const runs = outcomes.filter((outcome) => typeof outcome !== 'string');
  const over = (figure: (run: ThroughputRun) => number) => spreadOf(runs.map(figure));
  return {
    ...{carrier, isEncrypted, runs},
    failures: outcomes.filter((outcome) => typeof outcome === 'string'),
    goodputBps: over(({goodputBps}) => goodputBps),
    fromStartBps: over(({fromStartBps}) => fromStartBps),
    senderCpuSecondsPerGbit: over((run) => run.senderCpuSecondsPerGbit),
    receiverCpuSecondsPerGbit: over((run) => run.receiverCpuSecondsPerGbit),
    ...(claw ? {clawRatio: spreadOf(ratios(outcomes, claw))} : {}),
  };
}

function ratios(
  outcomes: readonly (ThroughputRun | string)[],
  claw: readonly (number | undefined)[],
): number[] {
  return outcomes.flatMap((outcome, run) => {
    const own = claw[run];
    if (typeof outcome === 'string' || own === undefined || outcome.goodputBps === 0) return [];
    return [own / outcome.goodputBps];
  });
}

function rate(binBytes: readonly number[], bins: number): number {
  return (binBytes.reduce((sum, bytes) => sum + bytes, 0) * 8 * 1000) / (bins * BIN_MS);
}
