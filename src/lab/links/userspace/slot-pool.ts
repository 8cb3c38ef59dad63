import {addressOf} from './libc.js';

/** Room for a frame of 1,518 bytes and the header the kernel puts before it, page-friendly. */
export const SLOT_BYTES = 2048;

/**
 * Fixed memory for frames. The slot given back last is taken next, so only as many pages are
 * ever touched as frames were held at the peak.
 */
export class SlotPool {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #address: number;
  readonly #free: Int32Array;
  #freeCount: number;

  constructor(slots: number) {
    const buffer = new ArrayBuffer(slots * SLOT_BYTES);
    this.#bytes = new Uint8Array(buffer);
    this.#address = addressOf(buffer);
    this.#free = Int32Array.from({length: slots}, (_, index) => slots - 1 - index);
    this.#freeCount = slots;
  }

  /** A free slot, or undefined when all are in use. */
  take(): number | undefined {
    return this.#freeCount === 0 ? undefined : this.#free[--this.#freeCount];
  }

  get freeCount(): number {
    return this.#freeCount;
  }

  giveBack(slot: number): void {
    this.#free[this.#freeCount++] = slot;
  }

  addressOf(slot: number): number {
    return this.#address + slot * SLOT_BYTES;
  }

  /** The first `bytes` bytes of a slot, as they are now and become. */
  view(slot: number, bytes: number): Buffer {
    return Buffer.from(this.#bytes.buffer, slot * SLOT_BYTES, bytes);
  }

  /** Copy the first `bytes` bytes of a slot to another. */
  copy(from: number, to: number, bytes: number): void {
    const start = from * SLOT_BYTES;
    this.#bytes.copyWithin(to * SLOT_BYTES, start, start + bytes);
  }

  /** The 16-bit big-endian number at `offset` in a slot. */
  readUint16(slot: number, offset: number): number {
    const at = slot * SLOT_BYTES + offset;
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }
}
