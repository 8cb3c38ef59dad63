const ENTRIES_AT_FIRST = 64;

/**
 * Numbers by time, those of one time in the order they came: a binary heap in parallel arrays, which
 * double when they are full.
 */
export class TimeHeap {
  #atMs = new Float64Array(ENTRIES_AT_FIRST);
  #order = new Float64Array(ENTRIES_AT_FIRST);
  #values = new Int32Array(ENTRIES_AT_FIRST);
  #count = 0;
  #pushed = 0;

  get count(): number {
    return this.#count;
  }

  /** When the first entry is due; infinity when there is none. */
  get dueMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[0] as number);
  }

  push(atMs: number, value: number): void {
    if (this.#count === this.#values.length) this.#grow();
    this.#rise(this.#count++, atMs, this.#pushed++, value);
  }

  /** Takes the first entry away and returns its value. Only valid while `count` is above zero. */
  shift(): number {
    const first = this.#values[0] as number;
    const last = --this.#count;
    if (last > 0) {
      this.#sink(
        this.#atMs[last] as number,
        this.#order[last] as number,
        this.#values[last] as number,
      );
    }
    return first;
  }

  #rise(from: number, atMs: number, order: number, value: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      // The newcomer's order is the highest, so an equal time stays above it.
      if ((this.#atMs[parent] as number) <= atMs) break;
      this.#move(parent, position);
      position = parent;
    }
    this.#set(position, atMs, order, value);
  }

  #sink(atMs: number, order: number, value: number): void {
    let position = 0;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#count) break;
      if (
        child + 1 < this.#count &&
        this.#isBefore(child + 1, this.#atMs[child] as number, this.#order[child] as number)
      )
        child++;
      if (!this.#isBefore(child, atMs, order)) break;
      this.#move(child, position);
      position = child;
    }
    this.#set(position, atMs, order, value);
  }

  #isBefore(position: number, atMs: number, order: number): boolean {
    const ownMs = this.#atMs[position] as number;
    return ownMs < atMs || (ownMs === atMs && (this.#order[position] as number) < order);
  }

  #move(from: number, to: number): void {
    this.#set(
      to,
      this.#atMs[from] as number,
      this.#order[from] as number,
      this.#values[from] as number,
    );
  }

  #set(position: number, atMs: number, order: number, value: number): void {
    this.#atMs[position] = atMs;
    this.#order[position] = order;
    this.#values[position] = value;
  }

  #grow(): void {
    const capacity = 2 * this.#values.length;
    const [atMs, order, values] = [this.#atMs, this.#order, this.#values];
    this.#atMs = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#values = new Int32Array(capacity);
    this.#atMs.set(atMs);
    this.#order.set(order);
    this.#values.set(values);
  }
}
