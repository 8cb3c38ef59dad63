/** How quickly level and trend follow: about this much time counts. */
const LEVEL_MS = 150;
const TREND_MS = 400;

/**
 * Where a quantity is heading: Holt's linear trend (C. C. Holt 1957, reprinted in International Journal
 * of Forecasting 20, 2004), with weights after the time between samples, which is not even.
 */
export class Forecast {
  #level = Number.NaN;
  /** Per millisecond. */
  #trend = 0;
  #atMs = 0;

  update(now: number, value: number): void {
    if (Number.isNaN(this.#level)) {
      this.#level = value;
      this.#atMs = now;
      return;
    }
    const elapsedMs = now - this.#atMs;
    if (elapsedMs <= 0) return;
    const expected = this.#level + this.#trend * elapsedMs;
    const level = expected + weight(elapsedMs, LEVEL_MS) * (value - expected);
    const slope = (level - this.#level) / elapsedMs;
    this.#trend += weight(elapsedMs, TREND_MS) * (slope - this.#trend);
    this.#level = level;
    this.#atMs = now;
  }

  /** NaN before the first sample. */
  get level(): number {
    return this.#level;
  }

  /** What it will be `aheadMs` after the last sample; never below zero. */
  ahead(aheadMs: number): number {
    return Math.max(0, this.#level + this.#trend * aheadMs);
  }
}

function weight(elapsedMs: number, windowMs: number): number {
  return 1 - Math.exp(-elapsedMs / windowMs);
}
