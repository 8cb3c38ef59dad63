import type {NatConfig} from '../nat/config.js';
import {type Party, partyKey, scopeKey} from './party.js';
import type {Portal} from './portal.js';
import type {Session} from './session.js';

/** A session as a NAT translates it. */
export interface Translation {
  mapping: Mapping;
  /** The other end as it is outside, and as the inside knows it. */
  outside: Party;
  inside: Party;
  session: Session;
}

/** How long a mapping remembers to whom the inside sent, where its preset does not say. */
const PERMISSION_MS = 300_000;

/** An external endpoint of one NAT, for one endpoint inside. Times are `performance.now()` ms. */
export class Mapping {
  /** Which destinations share it. */
  readonly key: string;
  /** Its address in the core, when no NAT follows. */
  portal: Portal | undefined;
  readonly #filtering: NatConfig['filtering'];
  readonly #permissionMs: number;
  #sentMs = Number.NEGATIVE_INFINITY;
  readonly #sentToMs = new Map<string, number>();
  /** By the other end as it is outside. */
  readonly #translations = new Map<string, Translation>();
  readonly #aliases = new Map<string, Party>();

  constructor(key: string, {filtering, mappingTimeoutS}: NatConfig) {
    this.key = key;
    this.#filtering = filtering;
    this.#permissionMs = mappingTimeoutS === undefined ? PERMISSION_MS : mappingTimeoutS * 1000;
  }

  sentTo(party: Party, nowMs: number): void {
    this.#sentMs = nowMs;
    this.#sentToMs.set(scopeKey(this.#filtering, party), nowMs);
  }

  /**
   * Whether `party` may begin a session (RFC 4787 section 5). Only packets of the inside keep the
   * permission; an address-and-port-dependent filter lets in only what belongs to a session.
   */
  permits(party: Party, nowMs: number): boolean {
    if (this.#filtering === 'address-and-port-dependent') return false;
    const sentMs = this.#sentToMs.get(scopeKey(this.#filtering, party));
    return sentMs !== undefined && nowMs - sentMs < this.#permissionMs;
  }

  /** Whether the inside has used it lately. */
  isOpen(nowMs: number): boolean {
    return nowMs - this.#sentMs < this.#permissionMs;
  }

  /** Whether it has a session that the inside began: only these keep a port that was drawn. */
  isInUse(nowMs: number): boolean {
    return [...this.#translations.values()].some(
      ({session}) => session.began === 'out' && !session.isOver(nowMs),
    );
  }

  add(translation: Translation): void {
    this.#translations.set(partyKey(translation.outside), translation);
  }

  /** The session with who is `party` outside. */
  translationOf(party: Party, nowMs: number): Translation | undefined {
    const known = this.#translations.get(partyKey(party));
    return known?.session.isOver(nowMs) ? undefined : known;
  }

  /** What stands for `party` here when its own address is taken; the same each time. */
  aliasOf(party: Party, open: (party: Party) => Party): Party {
    const key = partyKey(party);
    const alias = this.#aliases.get(key) ?? open(party);
    this.#aliases.set(key, alias);
    return alias;
  }

  /** From now on nobody may enter. */
  forget(): void {
    this.#sentMs = Number.NEGATIVE_INFINITY;
    this.#sentToMs.clear();
    this.#translations.clear();
  }
}
