import type {LinkModels} from '../lab/links/model.js';
import type {Endpoint} from './endpoint.js';
import type {Link, LinkOptions} from './link.js';
import {type DriveEnd, Network} from './network.js';
import type {SimNode} from './node.js';

export interface PairOptions extends Omit<LinkOptions, 'model'> {
  /** An integer from 0 to 2^53 - 1. */
  seed: number;
  /** `up`: from one to two. */
  links: LinkModels;
}

/** Two endpoints and a link each way. */
export class Pair {
  readonly up: Link;
  readonly down: Link;
  readonly one: SimNode;
  readonly two: SimNode;
  readonly #network: Network;

  constructor(one: Endpoint, two: Endpoint, {seed, links, ...size}: PairOptions) {
    this.#network = new Network(seed);
    this.up = this.#network.addLink('up', {...size, model: links.up});
    this.down = this.#network.addLink('down', {...size, model: links.down});
    const nodes = this.#network.connect('pair', {one, two}, {there: [this.up], back: [this.down]});
    this.one = nodes.one;
    this.two = nodes.two;
  }

  get now(): number {
    return this.#network.now;
  }

  /** See `Network.traceHash`. */
  get traceHash(): string {
    return this.#network.traceHash;
  }

  /** See `Network.act`. */
  act<Result>(side: 'one' | 'two', does: (now: number) => Result): Result {
    return this.#network.act(this[side], does);
  }

  /** See `Network.step`. */
  step(): boolean {
    return this.#network.step();
  }

  /** See `Network.drive`. */
  drive(untilMs: number): void {
    this.#network.drive(untilMs);
  }

  /** See `Network.driveBounded`. */
  driveBounded(isReached: () => boolean, bounds: {untilMs: number; stepsMax: number}): DriveEnd {
    return this.#network.driveBounded(isReached, bounds);
  }
}
