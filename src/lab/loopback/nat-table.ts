import {keepsPort, type NatConfig} from '../nat/config.js';
import {Mapping, type Translation} from './nat-mapping.js';
import {type Party, partyKey, scopeKey} from './party.js';
import {type Lifetime, lifetimeOf, Session, type Way} from './session.js';

/** Opens an address that stands for a party whose own is taken by another session. */
export type OpenAlias = (party: Party) => Party;

/**
 * What one NAT knows of one endpoint inside, as netfilter does it: a session keeps the mapping it
 * began with, whichever side began it. Times are `performance.now()` milliseconds.
 */
export class NatTable {
  readonly #config: NatConfig;
  readonly #openAlias: OpenAlias;
  readonly #lifetime: Lifetime;
  readonly #mappings = new Map<string, Mapping>();
  /** By the other end as the inside knows it. */
  readonly #translations = new Map<string, Translation>();

  constructor(config: NatConfig, openAlias: OpenAlias) {
    this.#config = config;
    this.#openAlias = openAlias;
    this.#lifetime = lifetimeOf(config.mappingTimeoutS);
  }

  /** How a packet from the inside to `party` goes on. */
  leave(party: Party, nowMs: number): Translation {
    const translation = this.#known(party, nowMs) ?? this.#leaveFirst(party, nowMs);
    translation.session.use('out', nowMs);
    translation.mapping.sentTo(translation.outside, nowMs);
    return translation;
  }

  /**
   * As whom the inside sees a packet that `party` sent to `mapping`; undefined when it is kept out.
   *
   * If the inside has a session with that party through another mapping, whose answers go on
   * leaving there, the packet seems to come from another port of the party: netfilter lets no two
   * sessions look the same from inside.
   */
  enter(mapping: Mapping, party: Party, nowMs: number, hairpin: boolean): Party | undefined {
    const translation =
      mapping.translationOf(party, nowMs) ?? this.#enterFirst(mapping, party, nowMs, hairpin);
    translation?.session.use('in', nowMs);
    return translation?.inside;
  }

  /** Forgets sessions and permissions, and the mappings too unless their ports are `kept`. */
  forget({kept}: {kept: boolean}): void {
    for (const mapping of this.#mappings.values()) mapping.forget();
    this.#translations.clear();
    if (!(kept && keepsPort(this.#config))) this.#mappings.clear();
  }

  #known(inside: Party, nowMs: number): Translation | undefined {
    const known = this.#translations.get(partyKey(inside));
    return known?.session.isOver(nowMs) ? undefined : known;
  }

  #leaveFirst(party: Party, nowMs: number): Translation {
    const mapping = this.#mappingFor(party, nowMs);
    return this.#begin('out', {mapping, outside: party, inside: party}, nowMs);
  }

  #enterFirst(
    mapping: Mapping,
    party: Party,
    nowMs: number,
    hairpin: boolean,
  ): Translation | undefined {
    const isLetIn = hairpin ? mapping.isOpen(nowMs) : mapping.permits(party, nowMs);
    if (!isLetIn) return undefined;
    const isTaken = this.#known(party, nowMs) !== undefined;
    const inside = isTaken ? mapping.aliasOf(party, this.#openAlias) : party;
    return this.#begin('in', {mapping, outside: party, inside}, nowMs);
  }

  #mappingFor(party: Party, nowMs: number): Mapping {
    const key = scopeKey(this.#config.mapping, party);
    const known = this.#mappings.get(key);
    if (known && (keepsPort(this.#config) || known.isInUse(nowMs))) return known;
    const mapping = new Mapping(key, this.#config);
    this.#mappings.set(key, mapping);
    return mapping;
  }

  #begin(began: Way, ends: Omit<Translation, 'session'>, nowMs: number): Translation {
    const translation = {...ends, session: new Session(began, this.#lifetime, nowMs)};
    this.#translations.set(partyKey(ends.inside), translation);
    ends.mapping.add(translation);
    return translation;
  }
}
