import type {DropCause, Filter, Transit} from './filter.js';
import type {LinkModel} from './model.js';
import type {Random} from './random.js';

/**
 * Independent loss. One number is drawn per packet whatever the probability, so that under one
 * seed packet n meets the same fate even when the model was changed before it.
 */
export class LossFilter implements Filter {
  readonly #random: Random;
  #probability = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  configure(model: LinkModel): void {
    this.#probability = model.loss ?? 0;
  }

  apply(_transit: Transit): DropCause | undefined {
    return this.#random.next() < this.#probability ? 'loss' : undefined;
  }
}
