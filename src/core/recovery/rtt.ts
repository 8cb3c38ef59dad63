import {WindowedMin} from './windowed-min.js';

/** Timers are not finer than this (kGranularity, RFC 9002 section 6.1.2). */
export const GRANULARITY_MS = 1;
const MIN_WINDOW_MS = 10_000;
/** A sample further than this from the mean says that the path has changed. */
const STEADY_MS = 5;
const STEADY_SHARE = 1 / 8;

/** Round-trip times of a path: RFC 9002 section 5. In milliseconds. */
export class Rtt {
  smoothedMs: number;
  /** Mean deviation of the samples from `smoothedMs`: `rttvar`, section 5.3. */
  varianceMs: number;
  latestMs: number;
  /** Until there is one, everything here is a guess. */
  hasSample = false;
  readonly #min = new WindowedMin(MIN_WINDOW_MS);

  constructor(initialMs: number) {
    this.smoothedMs = initialMs;
    this.latestMs = initialMs;
    this.varianceMs = initialMs / 2;
  }

  /** Of the last ten seconds; the initial guess before the first sample. */
  get minMs(): number {
    return this.hasSample ? this.#min.value : this.smoothedMs;
  }

  /** The last sample is about what those before it were. */
  get isSteady(): boolean {
    const most = Math.max(STEADY_MS, this.smoothedMs * STEADY_SHARE);
    return Math.abs(this.latestMs - this.smoothedMs) <= most;
  }

  update(now: number, sampleMs: number, ackDelayMs: number): void {
    this.#min.update(now, sampleMs);
    // A delay that the peer claims may not make the sample less than what the path can do.
    const adjusted = sampleMs >= this.#min.value + ackDelayMs ? sampleMs - ackDelayMs : sampleMs;
    this.latestMs = adjusted;
    if (!this.hasSample) {
      this.hasSample = true;
      this.smoothedMs = adjusted;
      this.varianceMs = adjusted / 2;
      return;
    }
    this.varianceMs += (Math.abs(this.smoothedMs - adjusted) - this.varianceMs) / 4;
    this.smoothedMs += (adjusted - this.smoothedMs) / 8;
  }

  /** How long to wait for an acknowledgement before asking for one: RFC 9002 section 6.2.1. */
  probeTimeoutMs(ackDelayMsMax: number): number {
    return this.smoothedMs + Math.max(4 * this.varianceMs, GRANULARITY_MS) + ackDelayMsMax;
  }
}
