/**
 * What a packet can be recognised as. A datagram can be of several classes; of one that TURN
 * carries (ChannelData, Send and Data indications) what is inside counts too.
 *
 * - `any`: every packet, UDP or not
 * - `stun`: every STUN message (RFC 8489), `stun-request` and `stun-response`: Binding
 * - `stun-check`: a Binding request with USERNAME, as ICE checks and consent have it (RFC 8445, 7675)
 * - `turn-*`: requests of RFC 8656; `turn-response`: the answers; `turn-data`: relayed payload
 * - `dtls-flight-1` to `-6`: the flights of a full handshake (RFC 6347 section 4.2.4)
 * - `sctp-init`: the first application data after a handshake, see `FlowMemory`
 */
export const PACKET_CLASSES = [
  'any',
  'stun',
  'stun-check',
  'stun-request',
  'stun-response',
  'turn-allocate',
  'turn-refresh',
  'turn-permission',
  'turn-channel-bind',
  'turn-response',
  'turn-data',
  'dtls',
  'dtls-flight-1',
  'dtls-flight-2',
  'dtls-flight-3',
  'dtls-flight-4',
  'dtls-flight-5',
  'dtls-flight-6',
  'dtls-alert',
  'dtls-data',
  'sctp-init',
  'rtp',
  'rtcp',
] as const;

export type PacketClass = (typeof PACKET_CLASSES)[number];

/** Classes as a set: one bit each. */
export type ClassSet = number;

export function classBit(name: PacketClass): ClassSet {
  return 1 << PACKET_CLASSES.indexOf(name);
}

/** The classes in a set, in the order of `PACKET_CLASSES`. */
export function classesIn(set: ClassSet): PacketClass[] {
  return PACKET_CLASSES.filter((name) => (set & classBit(name)) !== 0);
}
