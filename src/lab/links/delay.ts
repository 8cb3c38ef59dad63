import type {DropCause, Filter, Transit} from './filter.js';
import type {LinkModel} from './model.js';
import type {Random} from './random.js';

/**
 * Propagation delay with uniform jitter, in order: a packet never leaves before the one ahead of
 * it, so after a cut of the delay new packets wait for those sent under the old one.
 */
export class DelayFilter implements Filter {
  readonly #random: Random;
  #delayMs = 0;
  #jitterMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
  }

  configure(model: LinkModel): void {
    this.#delayMs = model.delayMs ?? 0;
    this.#jitterMs = model.jitterMs ?? 0;
  }

  apply(transit: Transit): DropCause | undefined {
    const deviationMs = this.#jitterMs * (2 * this.#random.next() - 1);
    const leaveMs = transit.atMs + Math.max(0, this.#delayMs + deviationMs);
    this.#lastMs = Math.max(this.#lastMs, leaveMs);
    transit.atMs = this.#lastMs;
    return undefined;
  }
}
