import type {DropCause, Filter, Transit} from './filter.js';
import {Jitter} from './jitter.js';
import type {LinkModel} from './model.js';
import type {Random} from './random.js';

/**
 * Propagation delay with jitter. Unless the model lets packets overtake, a packet never leaves
 * before the one ahead of it: after a cut of the delay new packets wait for those sent under the
 * old one.
 */
export class DelayFilter implements Filter {
  readonly #jitter: Jitter;
  #delayMs = 0;
  #reorder = false;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#jitter = new Jitter(random);
  }

  configure(model: LinkModel): void {
    this.#jitter.configure(model);
    this.#delayMs = model.delayMs ?? 0;
    this.#reorder = model.reorder ?? false;
  }

  apply(transit: Transit): DropCause | undefined {
    const leaveMs = transit.atMs + Math.max(0, this.#delayMs + this.#jitter.nextMs());
    const lastMs = Math.max(this.#lastMs, leaveMs);
    transit.atMs = this.#reorder ? leaveMs : lastMs;
    this.#lastMs = lastMs;
    return undefined;
  }
}
