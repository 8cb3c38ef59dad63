const SHARE = 0.1;

/**
 * How much a figure grew over a soak: the median of its last tenth less that of its second tenth. The
 * first tenth is warm-up. Null for fewer than ten values.
 */
export function growthOf(values: readonly number[]): number | null {
  const size = Math.floor(values.length * SHARE);
  if (size === 0) return null;
  return median(values.slice(-size)) - median(values.slice(size, 2 * size));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
