const ENTRIES_AT_FIRST = 16;

/**
 * When each of many is due next, and who is first; of equal times the lowest number. A binary heap of
 * numbers that knows where each one stands, so that a time can change.
 */
export class DueTable {
  #dueMs = new Float64Array(ENTRIES_AT_FIRST);
  #heap = new Int32Array(ENTRIES_AT_FIRST);
  #position = new Int32Array(ENTRIES_AT_FIRST);
  #count = 0;

  /** Adds one that is never due yet. Returns its number, counted from 0. */
  add(): number {
    if (this.#count === this.#heap.length) this.#grow();
    const entry = this.#count++;
    this.#dueMs[entry] = Number.POSITIVE_INFINITY;
    this.#put(entry, entry);
    return entry;
  }

  /** When the first one is due; infinity when none is. */
  get firstMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#dueMs[this.first] as number);
  }

  /** Only valid when there is one. */
  get first(): number {
    return this.#heap[0] as number;
  }

  set(entry: number, dueMs: number): void {
    const beforeMs = this.#dueMs[entry] as number;
    if (dueMs === beforeMs) return;
    this.#dueMs[entry] = dueMs;
    if (dueMs < beforeMs) this.#rise(this.#position[entry] as number, entry);
    else this.#sink(this.#position[entry] as number, entry);
  }

  #rise(from: number, entry: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = this.#heap[parent] as number;
      if (!this.#isBefore(entry, above)) break;
      this.#put(above, position);
      position = parent;
    }
    this.#put(entry, position);
  }

  #sink(from: number, entry: number): void {
    let position = from;
    for (;;) {
      const child = this.#firstChild(position);
      const below = this.#heap[child] as number;
      if (child >= this.#count || !this.#isBefore(below, entry)) break;
      this.#put(below, position);
      position = child;
    }
    this.#put(entry, position);
  }

  #firstChild(position: number): number {
    const left = 2 * position + 1;
    const right = left + 1;
    if (right >= this.#count) return left;
    return this.#isBefore(this.#heap[right] as number, this.#heap[left] as number) ? right : left;
  }

  #isBefore(one: number, other: number): boolean {
    const oneMs = this.#dueMs[one] as number;
    const otherMs = this.#dueMs[other] as number;
    return oneMs < otherMs || (oneMs === otherMs && one < other);
  }

  #put(entry: number, position: number): void {
    this.#heap[position] = entry;
    this.#position[entry] = position;
  }

  #grow(): void {
    const capacity = 2 * this.#heap.length;
    const [dueMs, heap, position] = [this.#dueMs, this.#heap, this.#position];
    this.#dueMs = new Float64Array(capacity);
    this.#heap = new Int32Array(capacity);
    this.#position = new Int32Array(capacity);
    this.#dueMs.set(dueMs);
    this.#heap.set(heap);
    this.#position.set(position);
  }
}
