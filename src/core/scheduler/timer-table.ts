/** Something that happens at a time. Its place in the table is kept in itself, so that it can be taken out. */
export interface Timed {
  /** Milliseconds on the caller's clock. */
  dueMs: number;
  /** -1: not in a table. */
  timerIndex: number;
  onDue(now: number): void;
}

/** A binary heap by `dueMs`, with removal: a message that arrives leaves nothing behind. */
export class TimerTable {
  readonly #heap: Timed[] = [];

  /** When the next entry is due; Infinity: none. */
  get nextMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Adds an entry, or moves it to another time. */
  set(entry: Timed, dueMs: number): void {
    entry.dueMs = dueMs;
    if (entry.timerIndex < 0) {
      entry.timerIndex = this.#heap.length;
      this.#heap.push(entry);
    }
    this.#settle(entry);
  }

  clear(entry: Timed): void {
    const index = entry.timerIndex;
    if (index < 0) return;
    entry.timerIndex = -1;
    const last = this.#heap.pop() as Timed;
    if (last === entry) return;
    this.#place(last, index);
    this.#settle(last);
  }

  /** Takes out everything that is due and tells it. An entry may set itself again, to later than `now`. */
  run(now: number): void {
    for (let first = this.#heap[0]; first && first.dueMs <= now; first = this.#heap[0]) {
      this.clear(first);
      first.onDue(now);
    }
  }

  #settle(entry: Timed): void {
    this.#rise(entry);
    this.#sink(entry);
  }

  #rise(entry: Timed): void {
    while (entry.timerIndex > 0) {
      const index = entry.timerIndex;
      const parent = this.#heap[(index - 1) >> 1] as Timed;
      if (parent.dueMs <= entry.dueMs) return;
      this.#place(entry, parent.timerIndex);
      this.#place(parent, index);
    }
  }

  #sink(entry: Timed): void {
    for (;;) {
      const index = entry.timerIndex;
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      if (!left) return;
      const child = right && right.dueMs < left.dueMs ? right : left;
      if (entry.dueMs <= child.dueMs) return;
      this.#place(entry, child.timerIndex);
      this.#place(child, index);
    }
  }

  #place(entry: Timed, index: number): void {
    this.#heap[index] = entry;
    entry.timerIndex = index;
  }
}
