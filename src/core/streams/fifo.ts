const SPENT_MAX = 64;

/** A queue on an array: taking the first one moves a mark, and the array is cut from time to time. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head > SPENT_MAX && 2 * this.#head > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Puts another item in the place of the first. The queue is not empty. */
  replaceHead(item: T): void {
    this.#items[this.#head] = item;
  }

  clear(): void {
    this.#items.length = 0;
    this.#head = 0;
  }

  keep(isKept: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter((item) => isKept(item as T));
    this.#head = 0;
  }
}
