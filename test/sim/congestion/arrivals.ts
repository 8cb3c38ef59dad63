const BITS_PER_BYTE_MS = 8 / 1000;

/** What arrived at one receiver, and when. Times are milliseconds of the simulation. */
export class Arrivals {
  /** In the order of `atMs`. */
  readonly #atMs: number[] = [];
  readonly #bytes: number[] = [];
  readonly #oneWayMs: number[] = [];
  readonly #messages: {atMs: number; bytes: number}[] = [];

  /** `oneWayMs`: from the sender's decision to the arrival; one clock runs both ends. */
  packet(atMs: number, bytes: number, oneWayMs: number): void {
    this.#atMs.push(atMs);
    this.#bytes.push(bytes);
    this.#oneWayMs.push(oneWayMs);
  }

  message(atMs: number, bytes: number): void {
    this.#messages.push({atMs, bytes});
  }

  /** Mbit/s of whole messages handed to the application in [fromMs, toMs). */
  goodputMbps(fromMs: number, toMs: number): number {
    let bytes = 0;
    for (const message of this.#messages) {
      if (message.atMs >= fromMs && message.atMs < toMs) bytes += message.bytes;
    }
    return (bytes * BITS_PER_BYTE_MS) / (toMs - fromMs);
  }

  /** Mbit/s of packets in [fromMs, toMs), retransmissions and headers included. */
  throughputMbps(fromMs: number, toMs: number): number {
    let bytes = 0;
    for (let index = 0; index < this.#atMs.length; index++) {
      const atMs = this.#atMs[index] as number;
      if (atMs >= fromMs && atMs < toMs) bytes += this.#bytes[index] as number;
    }
    return (bytes * BITS_PER_BYTE_MS) / (toMs - fromMs);
  }

  /** The quantile `share` of the one-way times of packets that arrived in [fromMs, toMs). */
  oneWayMs(share: number, fromMs: number, toMs: number): number {
    const times = this.#oneWayMs.filter((_, index) => {
      const atMs = this.#atMs[index] as number;
      return atMs >= fromMs && atMs < toMs;
    });
    times.sort((one, other) => one - other);
    return times[Math.floor(times.length * share)] as number;
  }
}
