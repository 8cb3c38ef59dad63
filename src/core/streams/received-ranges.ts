/** Which bytes of a message have arrived: ranges in order that do not touch. */
export class ReceivedRanges {
  /** Pairs of first and one after the last. */
  readonly #edges: number[] = [];
  bytes = 0;

  get count(): number {
    return this.#edges.length / 2;
  }

  /** Adds the bytes from `start` up to `end`; true: some of them are new. */
  add(start: number, end: number): boolean {
    const edges = this.#edges;
    const from = this.#firstEndingFrom(start);
    let to = from;
    let first = start;
    let last = end;
    let known = 0;
    for (; to < edges.length && (edges[to] as number) <= end; to += 2) {
      const low = edges[to] as number;
      const high = edges[to + 1] as number;
      first = Math.min(first, low);
      last = Math.max(last, high);
      known += high - low;
    }
    const added = last - first - known;
    if (added === 0) return false;
    this.bytes += added;
    if (to === from) edges.splice(from, 0, first, last);
    else {
      edges[from] = first;
      edges[from + 1] = last;
      if (to > from + 2) edges.splice(from + 2, to - from - 2);
    }
    return true;
  }

  /** Index of the first range that ends at `start` or later. */
  #firstEndingFrom(start: number): number {
    const edges = this.#edges;
    let low = 0;
    let high = edges.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[2 * middle + 1] as number) < start) low = middle + 1;
      else high = middle;
    }
    return 2 * low;
  }
}
