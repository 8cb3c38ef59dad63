import {keepsPort, type NatConfig} from '../nat/config.js';
import {type Admission, NatFilter, type Party, scopeKey} from './nat-mapping.js';
import type {Portal} from './portal.js';

/** One entry of a NAT's table, for one socket. Times are `performance.now()` milliseconds. */
export class Mapping implements Admission {
  /** What the next NAT outwards made of it. */
  readonly beyond = new Map<string, Mapping>();
  /** Its address in the core, when no NAT follows. */
  portal: Portal | undefined;
  readonly #filter: NatFilter;
  readonly #timeoutMs: number;
  #usedMs = 0;

  constructor({filtering, mappingTimeoutS}: NatConfig) {
    this.#timeoutMs = mappingTimeoutS === undefined ? Infinity : mappingTimeoutS * 1000;
    this.#filter = new NatFilter(filtering, this.#timeoutMs);
  }

  sentTo(party: Party, nowMs: number): void {
    this.#usedMs = nowMs;
    this.#filter.sentTo(party, nowMs);
  }

  admits(party: Party, nowMs: number): boolean {
    const admitted = this.#filter.admits(party, nowMs);
    if (admitted) this.#usedMs = nowMs;
    return admitted;
  }

  isOver(nowMs: number): boolean {
    return nowMs - this.#usedMs >= this.#timeoutMs;
  }

  /** From now on nobody may enter. */
  forget(): void {
    this.#filter.forget();
  }
}

/** What the NATs between a socket and the core know of it. */
export class NatChain {
  readonly #nats: readonly NatConfig[];
  readonly #mappings = new Map<string, Mapping>();

  constructor(nats: readonly NatConfig[]) {
    this.#nats = nats;
  }

  /** The mappings, the socket's own NAT's first, through which a packet to `target` leaves. */
  exitTo(target: Party, nowMs: number): Mapping[] {
    let table = this.#mappings;
    return this.#nats.map((nat) => {
      const key = scopeKey(nat.mapping, target);
      let mapping = table.get(key);
      if (mapping === undefined || (mapping.isOver(nowMs) && !keepsPort(nat))) {
        mapping = new Mapping(nat);
        table.set(key, mapping);
      }
      mapping.sentTo(target, nowMs);
      table = mapping.beyond;
      return mapping;
    });
  }

  /** Every NAT restarts: what it would map as before keeps its address, but admits nobody. */
  flush(): void {
    this.#each((nat, table) => {
      if (!keepsPort(nat)) table.clear();
    });
  }

  /** The outermost NAT gets a new address: none of its mappings is as before. */
  rebind(): void {
    const outermost = this.#nats.at(-1);
    this.#each(
      (nat, table) => {
        if (nat === outermost) table.clear();
      },
      (nat) => nat === outermost,
    );
  }

  /** Calls `change` for every table, after its mappings have been forgotten where `which` says so. */
  #each(
    change: (nat: NatConfig, table: Map<string, Mapping>) => void,
    which: (nat: NatConfig) => boolean = () => true,
  ): void {
    let tables = [this.#mappings];
    for (const nat of this.#nats) {
      const mappings = tables.flatMap((table) => [...table.values()]);
      if (which(nat)) for (const mapping of mappings) mapping.forget();
      const next = mappings.map(({beyond}) => beyond);
      for (const table of tables) change(nat, table);
      tables = next;
    }
  }
}
