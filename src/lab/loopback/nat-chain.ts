import type {NatConfig} from '../nat/config.js';
import type {Mapping} from './nat-mapping.js';
import {NatTable, type OpenAlias} from './nat-table.js';
import type {Entrance, Party} from './party.js';

/** One NAT on the way out: its table for the endpoint before it, and the mapping taken there. */
interface Step {
  table: NatTable;
  mapping: Mapping;
}

/** A way out through every NAT, the socket's own first, and back in. */
export class Exit implements Entrance {
  readonly #steps: readonly Step[];
  /** Where the packet goes in the core: not whom the socket sent to, if that was an alias. */
  readonly target: Party;

  constructor(steps: readonly Step[], target: Party) {
    this.#steps = steps;
    this.target = target;
  }

  get mappings(): Mapping[] {
    return this.#steps.map(({mapping}) => mapping);
  }

  /** Throws what `openAlias` throws. */
  enter(party: Party, nowMs: number, hairpin: boolean): Party | undefined {
    const [outermost, ...inner] = this.#steps.toReversed();
    let seen = outermost?.table.enter(outermost.mapping, party, nowMs, hairpin);
    for (const {table, mapping} of inner) {
      seen = seen && table.enter(mapping, seen, nowMs, false);
    }
    return seen;
  }
}

/** What the NATs between a socket and the core know of it. */
export class NatChain {
  readonly #nats: readonly NatConfig[];
  readonly #openAlias: OpenAlias;
  /** Of each NAT, by the mapping of the NAT before it; undefined stands for the socket. */
  readonly #tables: Map<Mapping | undefined, NatTable>[];

  constructor(nats: readonly NatConfig[], openAlias: OpenAlias) {
    this.#nats = nats;
    this.#openAlias = openAlias;
    this.#tables = nats.map(() => new Map());
  }

  /** The way of a packet to `party`; opens the NATs for the answers. */
  exitTo(party: Party, nowMs: number): Exit {
    let target = party;
    let before: Mapping | undefined;
    const steps = this.#nats.map((nat, place) => {
      const table = this.#tableOf(nat, place, before);
      const {mapping, outside} = table.leave(target, nowMs);
      target = outside;
      before = mapping;
      return {table, mapping};
    });
    return new Exit(steps, target);
  }

  /** Every NAT restarts: what it would map as before keeps its address, but admits nobody. */
  flush(): void {
    for (const tables of this.#tables) {
      for (const table of tables.values()) table.forget({kept: true});
    }
  }

  /** The outermost NAT gets a new address: none of its mappings is as before. */
  rebind(): void {
    for (const table of this.#tables.at(-1)?.values() ?? []) table.forget({kept: false});
  }

  #tableOf(nat: NatConfig, place: number, before: Mapping | undefined): NatTable {
    const known = this.#tables[place]?.get(before);
    if (known) return known;
    const table = new NatTable(nat, this.#openAlias);
    this.#tables[place]?.set(before, table);
    return table;
  }
}
