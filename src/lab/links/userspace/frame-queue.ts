import {FrameHeap} from './frame-heap.js';

/**
 * Frames that wait for their delivery time, in fixed memory. As long as times do not go backwards
 * from one `push` to the next this is a ring; a frame that overtakes goes to a heap beside it, and
 * the earlier of both heads is the first frame. Of equal times the ring's came first: its last
 * time was above that of the frame when that went to the heap.
 */
export class FrameQueue {
  readonly #slots: Int32Array;
  readonly #bytes: Uint16Array;
  readonly #atMs: Float64Array;
  readonly #overtaking: FrameHeap;
  #head = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity);
    this.#bytes = new Uint16Array(capacity);
    this.#atMs = new Float64Array(capacity);
    this.#overtaking = new FrameHeap(capacity);
  }

  get count(): number {
    return this.#count + this.#overtaking.count;
  }

  /** When the first frame is due; infinity when there is none. */
  get dueMs(): number {
    return Math.min(this.#ringDueMs, this.#overtaking.dueMs);
  }

  /** Slot and length of the first frame. Only valid while `count` is above zero. */
  get slot(): number {
    return this.#isRingFirst ? (this.#slots[this.#head] as number) : this.#overtaking.slot;
  }

  get bytes(): number {
    return this.#isRingFirst ? (this.#bytes[this.#head] as number) : this.#overtaking.bytes;
  }

  /** Add a frame. Returns false, and keeps nothing, when the queue is full. */
  push(slot: number, bytes: number, atMs: number): boolean {
    if (this.count === this.#slots.length) return false;
    if (this.#count > 0 && atMs < (this.#atMs[this.#ringIndex(this.#count - 1)] as number)) {
      this.#overtaking.push(slot, bytes, atMs);
      return true;
    }
    const tail = this.#ringIndex(this.#count);
    this.#slots[tail] = slot;
    this.#bytes[tail] = bytes;
    this.#atMs[tail] = atMs;
    this.#count++;
    return true;
  }

  /** Forget the first frame. */
  shift(): void {
    if (!this.#isRingFirst) {
      this.#overtaking.shift();
      return;
    }
    this.#head = this.#ringIndex(1);
    this.#count--;
  }

  get #ringDueMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[this.#head] as number);
  }

  get #isRingFirst(): boolean {
    return this.#overtaking.count === 0 || this.#ringDueMs <= this.#overtaking.dueMs;
  }

  #ringIndex(offset: number): number {
    return (this.#head + offset) % this.#slots.length;
  }
}
