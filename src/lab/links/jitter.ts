import type {JitterDistribution, LinkModel} from './model.js';
import {normalQuantile, normalShareBelow} from './normal.js';
import type {Random} from './random.js';

/** Where netem's tables end, in spreads; it bounds how long a packet can be held. */
const SPREADS_MAX = 4;
/** Half of the step of `Random`: keeps shares away from 0, where quantiles are infinite. */
const HALF_STEP = 2 ** -33;

/**
 * Deviations from the delay, one random number each whatever the model. Correlated ones come from a
 * normal process of first order whose values are turned into shares: so every distribution keeps
 * its shape whatever the correlation.
 */
export class Jitter {
  readonly #random: Random;
  #spreadMs = 0;
  #distribution: JitterDistribution = 'uniform';
  #correlation = 0;
  #lastNormal = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  configure(model: LinkModel): void {
    this.#spreadMs = model.jitterMs ?? 0;
    this.#distribution = model.jitterDistribution ?? 'uniform';
    this.#correlation = model.jitterCorrelation ?? 0;
  }

  /** The deviation of the next packet, below zero as often as above. */
  nextMs(): number {
    const share = this.#random.next();
    if (this.#spreadMs === 0) return 0;
    const correlated = this.#correlation === 0 ? share : this.#correlate(share);
    return this.#spreadMs * deviation(this.#distribution, correlated);
  }

  #correlate(share: number): number {
    const rho = this.#correlation;
    const fresh = Math.sqrt(1 - rho * rho) * normalQuantile(share + HALF_STEP);
    this.#lastNormal = rho * this.#lastNormal + fresh;
    return normalShareBelow(this.#lastNormal);
  }
}

/** In spreads. */
function deviation(distribution: JitterDistribution, share: number): number {
  if (distribution === 'uniform') return 2 * share - 1;
  if (distribution === 'pareto') return pareto(share);
  const within = Math.min(1 - HALF_STEP, share + HALF_STEP);
  return Math.max(-SPREADS_MAX, Math.min(SPREADS_MAX, normalQuantile(within)));
}

/** As the table of iproute2 is made: shape 3, mean moved to 0 and scaled by 4/3. */
function pareto(share: number): number {
  return Math.min(SPREADS_MAX, (4 / 3) * (1 / Math.cbrt(1 - share) - 1.5));
}
