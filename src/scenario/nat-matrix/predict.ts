import type {NatConfig} from '../../lab/nat/config.js';

/** What a NAT is in a prediction: ports and hairpins do not matter between two sites. */
export type NatType = Pick<NatConfig, 'mapping' | 'filtering'>;

export interface Prediction {
  path: 'direct' | 'relay-udp';
  /** One sentence, for people. */
  because: string;
}

/**
 * Which path two agents find, each behind a NAT (RFC 4787) and with a server-reflexive candidate
 * from the same STUN server, when both send checks to each other's candidate (RFC 8445).
 *
 * Call A's candidate sA: the external endpoint of A's mapping towards the STUN server. A's own
 * checks to B leave from sA if A's mapping is endpoint-independent, and from another port otherwise.
 * B's check arrives at sA and gets through A's filter when
 *
 * - the filter is endpoint-independent: sA exists, so it is open;
 * - it is address-dependent, and A has sent to B's address from sA: A's mapping must be
 *   endpoint-independent, as otherwise sA has only ever sent to the STUN server;
 * - it is address-and-port-dependent, and A has sent from sA to the very endpoint that B's check
 *   comes from: that is sB, and only if B's mapping is endpoint-independent too.
 *
 * One check that gets through is enough. A answers from sA along the same session, which B's filter
 * lets in as B has just sent there; and A learns where the check came from, a peer-reflexive
 * candidate. So the path is direct when either side can be reached, and relayed otherwise.
 */
export function predictPath(a: NatType, b: NatType): Prediction {
  const reachable = [opensTo(a, b), opensTo(b, a)].filter((why) => why !== undefined);
  const [because] = reachable;
  if (because !== undefined) return {path: 'direct', because};
  return {path: 'relay-udp', because: 'neither filter lets the first check of the other in'};
}

/** Why the first check of `outside` gets in at `inside`'s candidate; undefined when it does not. */
function opensTo(inside: NatType, outside: NatType): string | undefined {
  const keeps = inside.mapping === 'endpoint-independent';
  switch (inside.filtering) {
    case 'endpoint-independent':
      return 'an endpoint-independent filter lets every check in';
    case 'address-dependent':
      return keeps ? 'its own check opened an address-dependent filter' : undefined;
    case 'address-and-port-dependent':
      return keeps && outside.mapping === 'endpoint-independent'
        ? 'both mappings are endpoint-independent, so each check opens for the other'
        : undefined;
  }
}
