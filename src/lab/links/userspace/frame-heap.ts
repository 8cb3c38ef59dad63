/**
 * Frames by delivery time, those of one time in the order they came, in fixed memory that is only
 * taken when a frame comes. A binary heap of indices into parallel arrays.
 */
export class FrameHeap {
  readonly #capacity: number;
  #slots = new Int32Array(0);
  #bytes = new Uint16Array(0);
  #atMs = new Float64Array(0);
  #order = new Float64Array(0);
  #heap = new Int32Array(0);
  #free = new Int32Array(0);
  #count = 0;
  #pushed = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  /** When the first frame is due; infinity when there is none. */
  get dueMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[this.#first] as number);
  }

  /** Slot and length of the first frame. Only valid while `count` is above zero. */
  get slot(): number {
    return this.#slots[this.#first] as number;
  }

  get bytes(): number {
    return this.#bytes[this.#first] as number;
  }

  /** Must not be called with `capacity` frames inside. */
  push(slot: number, bytes: number, atMs: number): void {
    if (this.#heap.length === 0) this.#allocate();
    const entry = this.#free[this.#count] as number;
    this.#slots[entry] = slot;
    this.#bytes[entry] = bytes;
    this.#atMs[entry] = atMs;
    this.#order[entry] = this.#pushed++;
    this.#rise(this.#count++, entry);
  }

  /** Forget the first frame. */
  shift(): void {
    const first = this.#first;
    const last = this.#heap[--this.#count] as number;
    this.#free[this.#count] = first;
    if (this.#count > 0) this.#sink(last);
  }

  get #first(): number {
    return this.#heap[0] as number;
  }

  #rise(from: number, entry: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = this.#heap[parent] as number;
      if (!this.#isBefore(entry, above)) break;
      this.#heap[position] = above;
      position = parent;
    }
    this.#heap[position] = entry;
  }

  #sink(entry: number): void {
    let position = 0;
    for (;;) {
      const child = this.#firstChild(position);
      const below = this.#heap[child] as number;
      if (child >= this.#count || !this.#isBefore(below, entry)) break;
      this.#heap[position] = below;
      position = child;
    }
    this.#heap[position] = entry;
  }

  #firstChild(position: number): number {
    const left = 2 * position + 1;
    const right = left + 1;
    if (right >= this.#count) return left;
    return this.#isBefore(this.#heap[right] as number, this.#heap[left] as number) ? right : left;
  }

  #isBefore(one: number, other: number): boolean {
    const [oneMs, otherMs] = [this.#atMs[one] as number, this.#atMs[other] as number];
    if (oneMs !== otherMs) return oneMs < otherMs;
    return (this.#order[one] as number) < (this.#order[other] as number);
  }

  #allocate(): void {
    const capacity = this.#capacity;
    this.#slots = new Int32Array(capacity);
    this.#bytes = new Uint16Array(capacity);
    this.#atMs = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#heap = new Int32Array(capacity);
    this.#free = Int32Array.from({length: capacity}, (_, index) => index);
  }
}
