const BYTES_PER_MS_MIN = 8;
const SHARE = 0.05;
const BURST_BYTES = 4800;

/**
 * What `critical` messages may use beyond the congestion window: 5 % of the pacing rate, 64 kbit/s at
 * least, in bursts of a few packets.
 */
export class CriticalReserve {
  #bytes = BURST_BYTES;
  #atMs = 0;

  refill(now: number, pacingRate: number): void {
    const rate = Math.max(BYTES_PER_MS_MIN, pacingRate * SHARE);
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
