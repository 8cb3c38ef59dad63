const SLAB_BYTES = 65_536;

/**
 * Memory for packets that are given away for good. Many share one buffer: making a view is several
 * times cheaper than making a buffer. A view is never used again for another packet.
 */
export class Slab {
  #bytes = new Uint8Array(0);
  #used = 0;

  /** A copy of the first `length` bytes of `source`. */
  copy(source: Uint8Array, length: number): Uint8Array {
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#used = 0;
    }
    const target = this.#bytes.subarray(this.#used, this.#used + length);
    target.set(length === source.length ? source : source.subarray(0, length));
    this.#used += length;
    return target;
  }
}
