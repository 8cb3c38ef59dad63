import {BIN_MS, type ReceiveReport} from '../../../agent/bench/protocol.js';

/** What a fault did to the rate of a bulk flow. */
export interface RecoveredRate {
  /** In the second before the fault. */
  beforeBps: number;
  /** From the fault until the rate is 80 % of that again; 0: it never fell by half, null: not in time. */
  recoveredMs: number | null;
}

const BEFORE_MS = 1000;
const WINDOW_BINS = 5;
const FELL_SHARE = 0.5;
const RECOVERED_SHARE = 0.8;

/** Rates are means over a quarter second, up to the end of sending. Null when nothing came before. */
export function recoveredRate(
  {originMs, binBytes}: Pick<ReceiveReport, 'originMs' | 'binBytes'>,
  {committedAtMs, endedAtMs}: {committedAtMs: number; endedAtMs: number},
): RecoveredRate | null {
  const binAt = (atMs: number) => Math.floor((atMs - originMs) / BIN_MS);
  const faultBin = binAt(committedAtMs);
  const before = mean(binBytes, Math.max(0, faultBin - BEFORE_MS / BIN_MS), faultBin);
  if (before === 0) return null;
  const starts = Array.from(
    {length: Math.max(0, binAt(endedAtMs) - WINDOW_BINS - faultBin)},
    (_, index) => faultBin + index,
  );
  const share = (bin: number) => mean(binBytes, bin, bin + WINDOW_BINS) / before;
  const beforeBps = (before * 8000) / BIN_MS;
  const fell = starts.find((bin) => share(bin) < FELL_SHARE);
  if (fell === undefined) return {beforeBps, recoveredMs: 0};
  const back = starts.find((bin) => bin > fell && share(bin) >= RECOVERED_SHARE);
  if (back === undefined) return {beforeBps, recoveredMs: null};
  return {beforeBps, recoveredMs: Math.max(0, originMs + back * BIN_MS - committedAtMs)};
}

function mean(values: readonly number[], from: number, to: number): number {
  if (to <= from) return 0;
  let sum = 0;
  for (let index = from; index < to; index++) sum += values[index] ?? 0;
  return sum / (to - from);
}
