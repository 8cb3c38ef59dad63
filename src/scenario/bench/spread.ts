/** A figure over several runs. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** `null` without values. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || low === undefined || high === undefined)
    return null;
  return {median: (low + high) / 2, min, max};
}
