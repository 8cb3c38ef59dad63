import type {LinkModel, LinkModels} from '../lab/links/model.js';
import type {Endpoint} from './endpoint.js';
import type {Link, LinkOptions} from './link.js';
import {Network} from './network.js';
import type {SimNode} from './node.js';

/** One pair of endpoints of a dumbbell. */
export interface DumbbellFlow {
  one: Endpoint;
  two: Endpoint;
  /** Links of its own before the shared ones, for another round trip than the rest; none if absent. */
  access?: LinkModels;
}

export interface DumbbellOptions extends Omit<LinkOptions, 'model'> {
  /** An integer from 0 to 2^53 - 1. */
  seed: number;
  /** The links that all share. `up`: from each `one` to its `two`. */
  bottleneck: LinkModels;
  flows: readonly DumbbellFlow[];
}

/** Several pairs whose packets meet in one link each way. */
export interface Dumbbell {
  network: Network;
  up: Link;
  down: Link;
  /** In the order of the options. */
  flows: {one: SimNode; two: SimNode}[];
}

export function createDumbbell({seed, bottleneck, flows, ...size}: DumbbellOptions): Dumbbell {
  const network = new Network(seed);
  const up = network.addLink('up', {...size, model: bottleneck.up});
  const down = network.addLink('down', {...size, model: bottleneck.down});
  const own = (name: string, model: LinkModel | undefined): Link[] =>
    model === undefined ? [] : [network.addLink(name, {...size, model})];
  const nodes = flows.map(({one, two, access}, index) => {
    const there = [...own(`${index}/up`, access?.up), up];
    const back = [...own(`${index}/down`, access?.down), down];
    return network.connect(String(index), {one, two}, {there, back});
  });
  return {network, up, down, flows: nodes};
}
