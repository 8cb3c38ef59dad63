/** `performance.now()` counts from the start of the process; the monotonic clock is one for all. */
const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds on a clock that all processes of this machine share, to a few microseconds. */
export function sharedNowMs(): number {
  return originMs + performance.now();
}
