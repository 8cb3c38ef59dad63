import {BIN_MS, type ReceiveReport} from '../../agent/bench/protocol.js';

/**
 * What arrived of a flow between two moments of CLOCK_MONOTONIC, in bits per second. Bins at either
 * end count whole: the span is to be long beside `BIN_MS`.
 */
export function rateBetween(
  {originMs, binBytes}: Pick<ReceiveReport, 'originMs' | 'binBytes'>,
  fromMs: number,
  toMs: number,
): number {
  const first = Math.max(0, Math.round((fromMs - originMs) / BIN_MS));
  const end = Math.max(first, Math.round((toMs - originMs) / BIN_MS));
  const bytes = binBytes.slice(first, end).reduce((sum, count) => sum + count, 0);
  return toMs > fromMs ? (bytes * 8000) / (toMs - fromMs) : 0;
}
