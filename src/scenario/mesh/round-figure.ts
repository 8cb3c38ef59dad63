/** Microseconds are below what any of the figures of a run can claim. */
export function roundFigure(value: number): number {
  return Math.round(value * 1000) / 1000;
}
