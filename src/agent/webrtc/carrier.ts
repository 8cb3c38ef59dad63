/** What packets travel in: an SRTP track, or a data channel of their own. */
export const CARRIERS = ['rtp', 'datachannel'] as const;
export type CarrierName = (typeof CARRIERS)[number];

/** What a carrier tells; both run on the event loop. */
export interface CarrierListener {
  /** Packets can be sent. */
  open(): void;
  packet(payload: Uint8Array): void;
}

/** A pipe for whole packets inside a PeerConnection. It may lose and reorder them. */
export interface Carrier {
  /** Where the next packet is to be written; no packet is longer. */
  readonly buffer: Uint8Array;
  /** Sends the first `length` bytes of `buffer`; false when they were not taken. */
  flush(length: number): boolean;
  /** Nobody has heard for a while: starts anew what counts packets below. */
  renew(): void;
  listen(listener: CarrierListener): void;
  close(): void;
}

/** Lengths of packets, in bytes. */
export interface PacketBytes {
  /** What every path carries. */
  base: number;
  /** What no path exceeds. */
  max: number;
}

const PACKET_BYTES: Record<CarrierName, PacketBytes> = {
  // IPv6 packets of 1280 bytes less IP, UDP, TURN, RTP and SRTP; Ethernet's 1500 bytes less IPv4,
  // UDP, RTP and SRTP's longest tag.
  rtp: {base: 1188, max: 1444},
  // What one SCTP packet of the library holds: a packet in two would be lost twice as often.
  datachannel: {base: 1156, max: 1156},
};

export function packetBytes(carrier: CarrierName = 'rtp'): PacketBytes {
  return PACKET_BYTES[carrier];
}
