const VALUES_AT_FIRST = 64;

/** Exact quantiles of a sample, in the unit of its values. */
export interface Quantiles {
  count: number;
  min: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Keeps every value, 8 bytes each, for exact quantiles. */
export class Sample {
  #values = new Float64Array(VALUES_AT_FIRST);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const values = new Float64Array(2 * this.#count);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count++] = value;
  }

  /** Undefined for no values. A quantile is the value of its nearest rank: one that was added. */
  quantiles(): Quantiles | undefined {
    const count = this.#count;
    if (count === 0) return undefined;
    const sorted = this.#values.subarray(0, count).sort();
    const at = (share: number): number =>
      sorted[Math.max(0, Math.ceil(share * count) - 1)] as number;
    return {count, min: at(0), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1)};
  }
}
