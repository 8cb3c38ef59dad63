/**
 * The order in which a run goes through what is compared: another one begins each time, so that
 * nobody always has the machine when it is coldest or busiest.
 */
export function interleaved<T>(items: readonly T[], run: number): T[] {
  const first = run % Math.max(1, items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}
