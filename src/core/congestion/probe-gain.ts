/** A probe adds this much queue on a full link of the reference rate; less on a faster one. */
const PROBE_QUEUE_MS = 3;
/** Bytes per millisecond. */
const PROBE_RATE = 2500;
const GAIN_MAX = 1.25;
const BOLD_GAIN_MAX = 2;

/**
 * How much faster than `rate` (bytes per millisecond) a probe for more is sent; `boldness` 1 and more:
 * twice as much faster with each step. Larger flows probe by a smaller share, so that flows become equal
 * (docs/glide.md).
 */
export function probeGain(rate: number, minRttMs: number, boldness: number): number {
  const extra = (PROBE_QUEUE_MS / minRttMs) * Math.sqrt(PROBE_RATE / Math.max(rate, 1));
  const gentle = Math.min(GAIN_MAX - 1, extra);
  return Math.min(BOLD_GAIN_MAX, 1 + gentle * 2 ** (boldness - 1));
}
