import type {LinkModels} from '../../../src/lab/links/model.js';
import type {Endpoint} from '../../../src/sim/endpoint.js';
import {Network} from '../../../src/sim/network.js';
import type {SimNode} from '../../../src/sim/node.js';

/** An endpoint of several paths, which says for which one each packet is. */
export interface ManyPathEndpoint {
  handlePacket(bytes: Uint8Array, now: number, path: number): void;
  handleTimeout(now: number): void;
  pollTransmit(now: number, target: Uint8Array): number;
  readonly transmitPath: number;
  pollTimeout(now: number): number;
}

/** What an endpoint has to send on each of its paths, while the network asks one path at a time. */
class Ports {
  readonly #endpoint: ManyPathEndpoint;
  readonly #waiting: Uint8Array[][];

  constructor(endpoint: ManyPathEndpoint, paths: number) {
    this.#endpoint = endpoint;
    this.#waiting = Array.from({length: paths}, () => []);
  }

  port(path: number): Endpoint {
    const endpoint = this.#endpoint;
    return {
      handlePacket: (bytes, now) => endpoint.handlePacket(bytes, now, path),
      handleTimeout: (now) => {
        // The other ports ask for the same timeout.
        if (endpoint.pollTimeout(now) <= now) endpoint.handleTimeout(now);
      },
      pollTransmit: (now, target) => this.#pollTransmit(path, now, target),
      pollTimeout: (now) => endpoint.pollTimeout(now),
    };
  }

  #pollTransmit(path: number, now: number, target: Uint8Array): number {
    for (;;) {
      const first = this.#waiting[path]?.shift();
      if (first) {
        target.set(first);
        return first.length;
      }
      const length = this.#endpoint.pollTransmit(now, target);
      if (length === 0) return 0;
      this.#waiting[this.#endpoint.transmitPath]?.push(target.slice(0, length));
    }
  }
}

export interface PathsPairOptions {
  seed: number;
  /** Of each path, by its id. `up`: from one to two. */
  paths: readonly LinkModels[];
  mtuBytes: number;
}

/** Two endpoints and several paths between them, each with a link each way. */
export class PathsPair {
  readonly #network: Network;
  readonly #nodes: SimNode[] = [];

  constructor(
    one: ManyPathEndpoint,
    two: ManyPathEndpoint,
    {seed, paths, mtuBytes}: PathsPairOptions,
  ) {
    this.#network = new Network(seed);
    const ports = {one: new Ports(one, paths.length), two: new Ports(two, paths.length)};
    for (const [path, links] of paths.entries()) {
      const up = this.#network.addLink(`up ${path}`, {model: links.up, mtuBytes});
      const down = this.#network.addLink(`down ${path}`, {model: links.down, mtuBytes});
      const ends = {one: ports.one.port(path), two: ports.two.port(path)};
      const nodes = this.#network.connect(`path ${path}`, ends, {there: [up], back: [down]});
      this.#nodes.push(nodes.one, nodes.two);
    }
  }

  get now(): number {
    return this.#network.now;
  }

  get traceHash(): string {
    return this.#network.traceHash;
  }

  /** The application does something to an endpoint. */
  act(does: (now: number) => void): void {
    does(this.now);
    this.#drainAll();
  }

  drive(untilMs: number): void {
    while (this.#network.nextMs <= untilMs) this.#step();
    this.#network.drive(untilMs);
  }

  /** See `Network.driveBounded`. */
  driveBounded(
    isReached: () => boolean,
    {untilMs, stepsMax}: {untilMs: number; stepsMax: number},
  ): 'reached' | 'idle' | 'time' | 'steps' {
    for (let steps = 0; !isReached(); steps++) {
      if (this.#network.nextMs > untilMs) return 'time';
      if (steps === stepsMax) return 'steps';
      if (!this.#step()) return 'idle';
    }
    return 'reached';
  }

  #step(): boolean {
    const happened = this.#network.step();
    this.#drainAll();
    return happened;
  }

  /** What one port heard may give the others something to send. */
  #drainAll(): void {
    for (const node of this.#nodes) this.#network.act(node, () => undefined);
  }
}
