import type {DropCause, Filter, Transit} from './filter.js';
import type {Blackout, Flap, LinkModel} from './model.js';

/**
 * Blackouts and flapping: a packet offered while the link is down is lost. What is on the link by
 * then still arrives, as it does when the cable is cut behind it.
 */
export class DownTimes implements Filter {
  readonly #startMs: number;
  #blackouts: readonly Blackout[] = [];
  #flap: Flap | undefined;

  /** `startMs`: the caller's clock when the links came up. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  configure(model: LinkModel): void {
    this.#blackouts = model.blackouts ?? [];
    this.#flap = model.flap;
  }

  apply(transit: Transit): DropCause | undefined {
    const sinceStartMs = transit.atMs - this.#startMs;
    return this.#flapsAt(sinceStartMs) || this.#isBlackAt(sinceStartMs) ? 'blackout' : undefined;
  }

  #flapsAt(ms: number): boolean {
    if (this.#flap === undefined || ms < this.#flap.fromMs) return false;
    return (ms - this.#flap.fromMs) % this.#flap.everyMs < this.#flap.downMs;
  }

  #isBlackAt(ms: number): boolean {
    for (const {atMs, forMs} of this.#blackouts) if (ms >= atMs && ms < atMs + forMs) return true;
    return false;
  }
}
