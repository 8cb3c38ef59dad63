/** A critical message is sent so often that fewer than this share of them needs a retransmission. */
const LOSS_MAX = 0.002;
const COPIES_MAX = 3;

/** How often a small critical message is sent again unasked, at a loss of `loss`. */
export function criticalCopies(loss: number): number {
  if (loss <= LOSS_MAX) return 0;
  const sends = Math.ceil(Math.log(LOSS_MAX) / Math.log(Math.min(loss, 0.5)));
  return Math.min(COPIES_MAX, sends - 1);
}

const RESERVE_SHARE = 0.05;
const RESERVE_BYTES_PER_MS_MIN = 8;

/**
 * What `critical` messages may use beyond the congestion window, in bytes per millisecond: 5 % of the
 * pacing rate, 64 kbit/s at least.
 */
export function criticalReserve(pacingRate: number): number {
  return Math.max(RESERVE_BYTES_PER_MS_MIN, pacingRate * RESERVE_SHARE);
}
