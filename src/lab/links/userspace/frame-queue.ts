/**
 * First-in first-out queue of frames that wait for their delivery time, in fixed memory. Times
 * must not go backwards from one `push` to the next, which `Direction` promises.
 */
export class FrameQueue {
  readonly #slots: Int32Array;
  readonly #bytes: Uint16Array;
  readonly #atMs: Float64Array;
  #head = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity);
    this.#bytes = new Uint16Array(capacity);
    this.#atMs = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** When the first frame is due; infinity when there is none. */
  get dueMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[this.#head] as number);
  }

  /** Slot and length of the first frame. Only valid while `count` is above zero. */
  get slot(): number {
    return this.#slots[this.#head] as number;
  }

  get bytes(): number {
    return this.#bytes[this.#head] as number;
  }

  /** Append a frame. Returns false, and keeps nothing, when the queue is full. */
  push(slot: number, bytes: number, atMs: number): boolean {
    if (this.#count === this.#slots.length) return false;
    const tail = (this.#head + this.#count) % this.#slots.length;
    this.#slots[tail] = slot;
    this.#bytes[tail] = bytes;
    this.#atMs[tail] = atMs;
    this.#count++;
    return true;
  }

  /** Forget the first frame. */
  shift(): void {
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#count--;
  }
}
