import type {Endpoint} from '../../stun/message.js';

/** The four endpoints of a STUN server that RFC 5780 section 6.1 asks for. */
export interface StunTargets {
  primary: Endpoint;
  /** Same address, another port. */
  otherPort: Endpoint;
  /** Another address, same port. */
  otherAddress: Endpoint;
  /** Another address and another port. */
  otherBoth: Endpoint;
}

/** The four endpoints of a server with two addresses and two ports. */
export function stunTargets(primary: Endpoint, other: Endpoint): StunTargets {
  return {
    primary,
    otherPort: {address: primary.address, port: other.port},
    otherAddress: {address: other.address, port: primary.port},
    otherBoth: other,
  };
}

export function sameEndpoint(one: Endpoint, other: Endpoint): boolean {
  return one.address === other.address && one.port === other.port;
}
