const SLICE_MS = 100;
/** What is older than this many slices no longer counts. */
const SLICES = 10;
const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1000;

/** What has been acknowledged over about the last second, counted in slices of it. */
export class DeliveryRate {
  readonly #bytes = new Float64Array(SLICES);
  readonly #isAppLimited = new Uint8Array(SLICES);
  /** The newest slice, counted from time 0. */
  #newest = Number.NEGATIVE_INFINITY;

  /** `isAppLimited`: the sender had nothing more to send, so that the path may carry more. */
  onAcked(now: number, bytes: number, isAppLimited: boolean): void {
    const slice = Math.floor(now / SLICE_MS);
    this.#clearUpTo(slice);
    const index = indexOf(slice);
    this.#bytes[index] = (this.#bytes[index] as number) + bytes;
    if (isAppLimited) this.#isAppLimited[index] = 1;
  }

  /** Bits a second over the last 0.9 to 1 s. */
  bps(now: number): number {
    const oldest = this.#oldest(now);
    let bytes = 0;
    for (let slice = oldest; slice <= this.#newest; slice++) {
      bytes += this.#bytes[indexOf(slice)] as number;
    }
    const elapsedMs = now - oldest * SLICE_MS;
    return (bytes * BITS_PER_BYTE * MS_PER_SECOND) / elapsedMs;
  }

  /** For some of that time there was nothing more to send. */
  isAppLimited(now: number): boolean {
    const oldest = this.#oldest(now);
    if (this.#newest < oldest) return true;
    for (let slice = oldest; slice <= this.#newest; slice++) {
      if (this.#isAppLimited[indexOf(slice)]) return true;
    }
    return false;
  }

  /** The first slice that counts. */
  #oldest(now: number): number {
    return Math.floor(now / SLICE_MS) - SLICES + 1;
  }

  #clearUpTo(slice: number): void {
    const first = Math.max(this.#newest + 1, slice - SLICES + 1);
    for (let each = first; each <= slice; each++) {
      this.#bytes[indexOf(each)] = 0;
      this.#isAppLimited[indexOf(each)] = 0;
    }
    this.#newest = Math.max(this.#newest, slice);
  }
}

/** In the first second of a clock the oldest slice is before its beginning. */
function indexOf(slice: number): number {
  return (slice + SLICES) % SLICES;
}
