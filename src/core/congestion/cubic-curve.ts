/** RFC 9438 section 4: C in packets per second cubed, and what is left of the window after a loss. */
const C = 0.4;
export const BETA = 0.7;
/** Reno's growth that, with this reduction, has Reno's mean window (section 4.3). */
const RENO_GROWTH = (3 * (1 - BETA)) / (1 + BETA);
/** No round trip grows the window by more than half (section 4.2). */
const TARGET_RATIO_MAX = 1.5;

/** The window of one stage of congestion avoidance as a function of time, in packets (RFC 9438). */
export class CubicCurve {
  /** Window before the last reduction, lowered by fast convergence. */
  readonly windowMax: number;
  /** Seconds from the beginning until the curve is back at `windowMax`. */
  readonly k: number;
  readonly #windowPrior: number;
  #reno: number;

  /**
   * @param window at the beginning of the stage
   * @param windowPrior before the reduction that began it; the same where there was none (slow start
   * that ended by itself or came after a timeout: sections 4.8 and 4.10), and so is `windowMax`
   */
  constructor(window: number, windowPrior: number, windowMax: number) {
    this.windowMax = windowMax;
    this.k = windowMax > window ? Math.cbrt((windowMax - window) / C) : 0;
    this.#windowPrior = windowPrior;
    this.#reno = window;
  }

  /** W_cubic of section 4.2. */
  at(seconds: number): number {
    return C * (seconds - this.k) ** 3 + this.windowMax;
  }

  /** The window after `acked` packets were acknowledged, `seconds` into the stage. */
  grow(window: number, acked: number, seconds: number, rttSeconds: number): number {
    // Section 4.3: from the prior window on, grow as Reno does.
    const growth = this.#reno < this.#windowPrior ? RENO_GROWTH : 1;
    this.#reno += (growth * acked) / window;
    if (this.at(seconds) < this.#reno) return Math.max(window, this.#reno);
    const target = Math.min(
      Math.max(this.at(seconds + rttSeconds), window),
      TARGET_RATIO_MAX * window,
    );
    return Math.min(target, window + ((target - window) * acked) / window);
  }
}
