/** Where a datagram comes from or goes to. */
export interface Endpoint {
  /** IPv4 or IPv6 address as text. */
  address: string;
  port: number;
}

/** RFC 8489 section 5. */
export type StunClass = 'request' | 'indication' | 'success' | 'error';

export interface StunAttribute {
  type: number;
  /** Without its padding. */
  value: Buffer;
}

/** A STUN message, its attributes in order (RFC 8489 section 5). */
export interface StunMessage {
  class: StunClass;
  method: number;
  /** 12 bytes. */
  transactionId: Buffer;
  attributes: readonly StunAttribute[];
}

export const STUN_MAGIC = 0x2112a442;
export const STUN_HEADER_BYTES = 20;

/** RFC 8489 section 18.2, RFC 8656 section 17. */
export const StunMethod = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

/** RFC 8489 section 18.3, RFC 8656 section 18. Types below 0x8000 must be understood. */
export const StunAttributeType = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  dontFragment: 0x001a,
  xorMappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
} as const;
