const BURST_BYTES = 4800;

/** Bytes that may be sent at a rate, in bursts of a few packets. */
export class Allowance {
  #bytes = BURST_BYTES;
  #atMs = 0;

  /** `rate`: bytes per millisecond since the last call. */
  refill(now: number, rate: number): void {
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + Math.max(0, now - this.#atMs) * rate);
    this.#atMs = now;
  }

  get isOpen(): boolean {
    return this.#bytes > 0;
  }

  onSent(bytes: number): void {
    this.#bytes -= bytes;
  }
}
