const RANGES_MAX = 256;

/**
 * Which packet numbers have arrived: at most 256 ranges, the highest first. Numbers below the lowest
 * kept range count as arrived, so that nothing is taken twice.
 */
export class ReceivedPackets {
  /** Pairs first, last. */
  readonly ranges = new Float64Array(2 * (RANGES_MAX + 1));
  count = 0;
  #floor = 0;

  /** -1 before the first. */
  get largest(): number {
    return this.count === 0 ? -1 : (this.ranges[1] as number);
  }

  /** False when the number was there already, or is too old to tell. */
  add(number: number): boolean {
    if (number < this.#floor) return false;
    const {ranges} = this;
    let index = 0;
    while (index < this.count && (ranges[2 * index] as number) > number + 1) index += 1;
    // Now range `index` is the first that number may touch from above or contain.
    if (index === this.count) return this.#insert(index, number);
    const first = ranges[2 * index] as number;
    const last = ranges[2 * index + 1] as number;
    if (number >= first && number <= last) return false;
    if (number === first - 1) {
      ranges[2 * index] = number;
      this.#mergeBelow(index);
      return true;
    }
    if (number === last + 1) {
      ranges[2 * index + 1] = number;
      return true;
    }
    return this.#insert(index, number);
  }

  #insert(index: number, number: number): boolean {
    const {ranges} = this;
    ranges.copyWithin(2 * index + 2, 2 * index, 2 * this.count);
    ranges[2 * index] = number;
    ranges[2 * index + 1] = number;
    this.count += 1;
    if (this.count > RANGES_MAX) {
      this.count = RANGES_MAX;
      this.#floor = (ranges[2 * RANGES_MAX + 1] as number) + 1;
    }
    return true;
  }

  #mergeBelow(index: number): void {
    const {ranges} = this;
    if (index + 1 >= this.count) return;
    if ((ranges[2 * index + 3] as number) + 1 !== ranges[2 * index]) return;
    ranges[2 * index] = ranges[2 * index + 2] as number;
    ranges.copyWithin(2 * index + 2, 2 * index + 4, 2 * this.count);
    this.count -= 1;
  }
}
