/**
 * Milliseconds on the monotonic clock, which all processes of this machine share; the origin of
 * `performance.now()` is each process's own, and cannot be read at the same moment as the clock.
 */
export function sharedNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
