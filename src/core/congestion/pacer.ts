/** A late timer may be made up for with this much at once. */
const BURST_MS = 2;
const BURST_BYTES_MIN = 3000;

/** Spreads packets over time: a bucket of bytes that fills at the pacing rate. */
export class Pacer {
  #bytes = BURST_BYTES_MIN;
  #atMs = 0;

  /** Brings the bucket up to `now`; `rate` in bytes per millisecond. */
  refill(now: number, rate: number): void {
    const most = Math.max(BURST_BYTES_MIN, rate * BURST_MS);
    this.#bytes = Math.min(most, this.#bytes + Math.max(0, now - this.#atMs) * rate);
    this.#atMs = now;
  }

  get isOpen(): boolean {
    return this.#bytes > 0;
  }

  onSent(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** When the next packet may leave, after `refill`. */
  opensAt(now: number, rate: number): number {
    return this.#bytes > 0 ? now : now + (1 - this.#bytes) / rate;
  }
}
