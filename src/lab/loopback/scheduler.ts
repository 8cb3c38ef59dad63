interface Entry {
  dueMs: number;
  /** Keeps entries of the same time in the order they came. */
  order: number;
  run: () => void;
}

/** Node's timers count whole milliseconds and may be one late; the rest is waited for by spinning. */
const SPIN_MS = 1.5;

/**
 * Runs callbacks at points in time, `performance.now()` milliseconds, never early. One timer for
 * all of them. It yields to the event loop in a spin only when something is due within 1.5 ms.
 */
export class Scheduler {
  readonly #heap: Entry[] = [];
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;
  #spin: NodeJS.Immediate | undefined;
  #stopped = false;

  at(dueMs: number, run: () => void): void {
    if (this.#stopped) return;
    this.#push({dueMs, order: this.#order++, run});
    this.#arm();
  }

  /** Forgets everything; nothing runs from now on. */
  stop(): void {
    this.#stopped = true;
    this.#heap.length = 0;
    clearTimeout(this.#timer);
    clearImmediate(this.#spin);
  }

  #arm(): void {
    const next = this.#heap[0];
    if (next === undefined || this.#spin !== undefined) return;
    const waitMs = next.dueMs - performance.now();
    if (waitMs <= SPIN_MS) {
      this.#spin = setImmediate(() => this.#runDue());
      return;
    }
    if (this.#timerDueMs <= next.dueMs) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = next.dueMs;
    this.#timer = setTimeout(
      () => {
        this.#timerDueMs = Number.POSITIVE_INFINITY;
        this.#arm();
      },
      Math.floor(waitMs - 1),
    );
  }

  #runDue(): void {
    this.#spin = undefined;
    const nowMs = performance.now();
    for (let next = this.#heap[0]; next && next.dueMs <= nowMs; next = this.#heap[0]) {
      this.#pop();
      next.run();
    }
    this.#arm();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  /** Removes the first entry. */
  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const child = this.#firstChild(index);
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }

  #firstChild(index: number): number {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    return left && right && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
