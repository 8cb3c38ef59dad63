/** Standard deviation of times between events, in one pass (Welford 1962). */
export class IntervalSpread {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #lastMs = Number.NaN;

  add(atMs: number): void {
    const interval = atMs - this.#lastMs;
    this.#lastMs = atMs;
    if (Number.isNaN(interval)) return;
    this.#count += 1;
    const off = interval - this.#mean;
    this.#mean += off / this.#count;
    this.#squares += off * (interval - this.#mean);
  }

  /** Of the sample; 0 with fewer than two intervals. */
  get sdMs(): number {
    return this.#count < 2 ? 0 : Math.sqrt(this.#squares / (this.#count - 1));
  }
}
