/**
 * How evenly `shares` are spread: 1 when all are equal, 1/n when one has everything (Jain, Chiu and
 * Hawe, DEC-TR-301, 1984). NaN when there are none or all are 0.
 */
export function jainIndex(shares: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  for (const share of shares) {
    sum += share;
    squares += share * share;
  }
  return (sum * sum) / (shares.length * squares);
}
