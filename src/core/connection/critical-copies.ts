/** A critical message is sent so often that fewer than this share of them needs a retransmission. */
const LOSS_MAX = 0.002;
const COPIES_MAX = 3;

/** How often a small critical message is sent again unasked, at a loss of `loss`. */
export function criticalCopies(loss: number): number {
  if (loss <= LOSS_MAX) return 0;
  const sends = Math.ceil(Math.log(LOSS_MAX) / Math.log(Math.min(loss, 0.5)));
  return Math.min(COPIES_MAX, sends - 1);
}
