import {Random} from '../links/random.js';
import {keepsPort, type NatConfig} from '../nat/config.js';

/** Inclusive. */
export type PortRange = readonly [from: number, to: number];

/** Below what Linux (32768 and up) and macOS (49152 and up) give by themselves. */
const SPACE: PortRange = [10_000, 32_767];
/** As many as the other fabric hashes to and counts through. */
const POOL_PORTS = 2048;

/** Gives each NAT ports of its own while there are any: all NATs share one address. */
export class PortSpace {
  #next = SPACE[0];

  take(ports: number): PortRange {
    const from = this.#next + ports - 1 > SPACE[1] ? SPACE[0] : this.#next;
    this.#next = from + ports;
    return [from, this.#next - 1];
  }
}

/** How the outermost NAT of a site chooses external ports (`NatConfig.allocation`). */
export class ExternalPorts {
  readonly #config: NatConfig | undefined;
  readonly #pool: PortRange | undefined;
  readonly #hashSeed: number;
  readonly #stream: string;
  readonly #draw: Random;
  #count = 0;

  /** `seed` and `stream`, the name of the router, fix what is hashed and drawn here. */
  constructor(
    config: NatConfig | undefined,
    space: PortSpace,
    {seed, stream}: {seed: number; stream: string},
  ) {
    const ports = config && poolSize(config);
    this.#config = config;
    this.#pool = ports === undefined ? undefined : space.take(ports);
    this.#hashSeed = seed;
    this.#stream = stream;
    this.#draw = new Random(seed, `${stream}/ports`);
  }

  /**
   * Ports for one mapping in the order in which to try them: one, and the next ones for when it is
   * taken. None: the system chooses. `key` names the endpoint inside and its destinations.
   */
  *candidates(key: string): Generator<number, void> {
    if (this.#config === undefined || this.#pool === undefined) return;
    const [from, to] = this.#pool;
    const size = to - from + 1;
    const first = this.#first(this.#config, size, key);
    for (let i = 0; i < size; i += 1) yield from + ((first + i) % size);
  }

  #first(config: NatConfig, size: number, key: string): number {
    if (config.allocation === 'sequential') return this.#count++;
    const random = keepsPort(config)
      ? new Random(this.#hashSeed, `${this.#stream}/ports/${key}`)
      : this.#draw;
    return Math.floor(random.next() * size);
  }
}

/** Undefined: the NAT takes what the system gives. */
function poolSize({allocation, mapping}: NatConfig): number | undefined {
  if (allocation === 'port-preserving') return undefined;
  // Drawn by the kernel there, by the system here; elsewhere `random` is a hash.
  if (allocation === 'random' && mapping === 'address-and-port-dependent') return undefined;
  if (typeof allocation !== 'object') return POOL_PORTS;
  const [from, to] = allocation.block;
  return to - from + 1;
}
