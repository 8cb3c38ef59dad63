import type {PathSample} from './controller.js';

/** The share of bytes lost in the last whole round. */
export class RoundLoss {
  percent = 0;
  #ackedBytes = 0;
  #lostBytes = 0;

  onSample({isRoundStart, ackedBytes, lostBytes}: PathSample): void {
    const total = this.#ackedBytes + this.#lostBytes;
    if (isRoundStart && total > 0) {
      this.percent = (100 * this.#lostBytes) / total;
      this.#ackedBytes = 0;
      this.#lostBytes = 0;
    }
    this.#ackedBytes += ackedBytes;
    this.#lostBytes += lostBytes;
  }
}
