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

/** One party and no other. */
export function partyKey(party: Party): string {
  return scopeKey('address-and-port-dependent', party);
}

/** The way into a site through its NATs. Times are `performance.now()` milliseconds. */
export interface Entrance {
  /**
   * As whom the inside sees a packet of `party`; undefined when a NAT keeps it out. `hairpin`: it
   * comes from the inside of the outermost NAT (RFC 4787 section 6).
   */
  enter(party: Party, nowMs: number, hairpin: boolean): Party | undefined;
}
