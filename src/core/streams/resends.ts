import {Fifo} from './fifo.js';
import type {SentFragment} from './sent-fragment.js';

/** Parts of messages that are to be sent again: lost ones, and copies. */
export class Resends {
  readonly #fragments = new Fifo<SentFragment>();

  push(fragment: SentFragment): void {
    fragment.isQueued = true;
    this.#fragments.push(fragment);
  }

  /** The next one that is still needed. */
  peek(): SentFragment | undefined {
    let fragment = this.#fragments.peek();
    while (fragment && !fragment.isNeeded) {
      this.#fragments.shift();
      fragment = this.#fragments.peek();
    }
    return fragment;
  }

  /** `bytes` of the first one have been written: what did not fit becomes the first. */
  onWritten(fragment: SentFragment, bytes: number): void {
    fragment.isQueued = false;
    if (bytes === fragment.end - fragment.start) this.#fragments.shift();
    else this.#fragments.replaceHead(fragment.split(bytes));
  }

  clear(): void {
    this.#fragments.clear();
  }
}
