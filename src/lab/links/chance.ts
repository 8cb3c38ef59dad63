import type {Random} from './random.js';

/** Whether something rare happens to a packet. One number is drawn per packet, whatever the odds. */
export class Chance {
  readonly #random: Random;
  probability = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): boolean {
    return this.#random.next() < this.probability;
  }
}
