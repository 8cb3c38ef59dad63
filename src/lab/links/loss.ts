import type {DropCause, Filter, Transit} from './filter.js';
import type {GilbertElliott, LinkModel} from './model.js';
import type {Random} from './random.js';

/**
 * Independent loss, loss in bursts and listed packets; a packet that any of them takes is lost. As
 * many numbers are drawn per packet whatever the model, so that under one seed packet n meets the
 * same fate even when the model was changed before it (in bursts: once the state is the same).
 */
export class LossFilter implements Filter {
  readonly #random: Random;
  readonly #burstRandom: Random;
  #probability = 0;
  #bursts: GilbertElliott | undefined;
  #inside = false;
  #listed: ReadonlySet<number> = new Set();
  #number = 0;

  constructor(random: Random, burstRandom: Random) {
    this.#random = random;
    this.#burstRandom = burstRandom;
  }

  configure(model: LinkModel): void {
    this.#probability = model.loss ?? 0;
    this.#bursts = model.lossBursts;
    this.#inside &&= model.lossBursts !== undefined;
    this.#listed = new Set(model.lossPackets);
  }

  apply(_transit: Transit): DropCause | undefined {
    this.#number++;
    const alone = this.#random.next() < this.#probability;
    const inBurst = this.#losesInBurst(this.#burstRandom.next(), this.#burstRandom.next());
    return alone || inBurst || this.#listed.has(this.#number) ? 'loss' : undefined;
  }

  /** The state a packet meets decides; then it may change, as in netem. */
  #losesInBurst(lossDraw: number, stateDraw: number): boolean {
    if (this.#bursts === undefined) return false;
    const {enter, leave, lossInside, lossOutside} = this.#bursts;
    const lost = lossDraw < (this.#inside ? lossInside : lossOutside);
    if (stateDraw < (this.#inside ? leave : enter)) this.#inside = !this.#inside;
    return lost;
  }
}
