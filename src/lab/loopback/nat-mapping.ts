import type {NatScope} from '../nat/config.js';

/**
 * Who is at the other end, in the words of RFC 4787: `host` stands for the address (every real
 * address is 127.0.0.1), `port` is the number of the portal.
 */
export interface Party {
  host: string;
  port: number;
}

/** What a mapping, or a permission to enter, is stored under (RFC 4787 sections 4.1 and 5). */
export function scopeKey(scope: NatScope, {host, port}: Party): string {
  switch (scope) {
    case 'endpoint-independent':
      return '*';
    case 'address-dependent':
      return host;
    case 'address-and-port-dependent':
      return `${host} ${port}`;
  }
}

/** Decides who may enter. Times are `performance.now()` milliseconds. */
export interface Admission {
  admits(party: Party, nowMs: number): boolean;
}

/**
 * Who may enter: what has been sent to, seen through the filtering. As in conntrack, packets of
 * either direction keep a permission alive. Times are `performance.now()` milliseconds.
 */
export class NatFilter implements Admission {
  readonly #scope: NatScope;
  readonly #timeoutMs: number;
  readonly #usedMs = new Map<string, number>();

  constructor(scope: NatScope, timeoutMs = Number.POSITIVE_INFINITY) {
    this.#scope = scope;
    this.#timeoutMs = timeoutMs;
  }

  sentTo(party: Party, nowMs: number): void {
    this.#usedMs.set(scopeKey(this.#scope, party), nowMs);
  }

  admits(party: Party, nowMs: number): boolean {
    const key = scopeKey(this.#scope, party);
    const usedMs = this.#usedMs.get(key);
    if (usedMs === undefined || nowMs - usedMs >= this.#timeoutMs) return false;
    this.#usedMs.set(key, nowMs);
    return true;
  }

  forget(): void {
    this.#usedMs.clear();
  }
}
