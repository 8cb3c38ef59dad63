import type {Payload} from '../faults/injector.js';

/** Where UDP lies in an Ethernet frame. */
export interface UdpFrame extends Payload {
  /** The UDP header. */
  header: Buffer;
}

/**
 * Finds the payload of a UDP datagram over IPv4 or IPv6 in an Ethernet frame. Undefined for
 * anything else, also for fragments and IPv6 extension headers, which a lab does not send.
 */
export function readUdpFrame(frame: Buffer): UdpFrame | undefined {
  const packet = frame.subarray(ETHERNET_BYTES);
  const udp = packet.length < IPV4_BYTES ? undefined : udpOf(frame.readUInt16BE(12), packet);
  if (udp === undefined || udp.segment.length < UDP_BYTES) return undefined;
  const header = udp.segment.subarray(0, UDP_BYTES);
  const end = Math.min(udp.segment.length, header.readUInt16BE(4));
  const bytes = udp.segment.subarray(UDP_BYTES, Math.max(UDP_BYTES, end));
  return {header, bytes, flow: hash(udp.addresses, header.subarray(0, 4))};
}

/**
 * Flips the bit that lies at `share` of the payload, and keeps the checksum right (RFC 1624), so
 * that the error reaches the application: with a wrong one the kernel would drop the packet,
 * which is loss. Does nothing to an empty payload.
 *
 * `isPartial`: the checksum is yet to be computed from the payload, by whoever needs it.
 */
export function flipBit({header, bytes}: UdpFrame, share: number, isPartial: boolean): void {
  if (bytes.length === 0) return;
  const bit = Math.floor(share * bytes.length * 8);
  const at = bit >> 3;
  const before = bytes[at] as number;
  bytes[at] = before ^ (1 << (bit & 7));
  const checksum = header.readUInt16BE(6);
  if (isPartial || checksum === 0) return;
  const shift = at % 2 === 0 ? 8 : 0;
  const change = (0xffff ^ (before << shift)) + ((bytes[at] as number) << shift);
  const sum = (0xffff ^ checksum) + change;
  const folded = 0xffff ^ foldOnes(sum);
  header.writeUInt16BE(folded === 0 ? 0xffff : folded, 6);
}

interface Segment {
  addresses: Buffer;
  segment: Buffer;
}

function udpOf(etherType: number, packet: Buffer): Segment | undefined {
  if (etherType === ETHER_TYPE_IPV4) {
    const isFragment = (packet.readUInt16BE(6) & MORE_FRAGMENTS_AND_OFFSET) !== 0;
    if (isFragment || packet.readUInt8(9) !== PROTOCOL_UDP) return undefined;
    const headerBytes = (packet.readUInt8(0) & 0xf) * 4;
    return {addresses: packet.subarray(12, 20), segment: packet.subarray(headerBytes)};
  }
  if (etherType !== ETHER_TYPE_IPV6 || packet.readUInt8(6) !== PROTOCOL_UDP) return undefined;
  return {addresses: packet.subarray(8, 40), segment: packet.subarray(IPV6_BYTES)};
}

/** Ones' complement: carries come back in at the bottom. */
function foldOnes(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}

/** FNV-1a over addresses and ports. */
function hash(...parts: Buffer[]): number {
  let value = 0x811c9dc5;
  for (const part of parts) {
    for (const byte of part) value = Math.imul(value ^ byte, 0x01000193);
  }
  return value >>> 0;
}

const ETHERNET_BYTES = 14;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const UDP_BYTES = 8;
const ETHER_TYPE_IPV4 = 0x0800;
const ETHER_TYPE_IPV6 = 0x86dd;
const PROTOCOL_UDP = 17;
const MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
