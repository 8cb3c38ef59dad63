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

/** Who may enter through one mapping: what it has sent to, seen through the filtering. */
export class NatFilter {
  readonly #scope: NatScope;
  readonly #contacted = new Set<string>();

  constructor(scope: NatScope) {
    this.#scope = scope;
  }

  sentTo(party: Party): void {
    this.#contacted.add(scopeKey(this.#scope, party));
  }

  admits(party: Party): boolean {
    return this.#contacted.has(scopeKey(this.#scope, party));
  }
}
