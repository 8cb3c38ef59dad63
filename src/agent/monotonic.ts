/**
 * Milliseconds of CLOCK_MONOTONIC, with sub-microsecond resolution. All processes of one machine
 * read the same clock, whatever their network namespace: the harness subtracts times of two agents.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
