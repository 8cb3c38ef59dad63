/**
 * Round numbers that cover `0..max` with about `count` steps of 1, 2 or 5 times a power of ten, as
 * axes are read; the last one is at or above `max`. A range of nothing has 0 and 1.
 */
export function ticks(max: number, count: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const steps = Math.max(1, Math.ceil(max / step - 1e-9));
  // Not by adding: errors of rounding would show in labels.
  return Array.from({length: steps + 1}, (_, index) => Number((index * step).toPrecision(12)));
}
