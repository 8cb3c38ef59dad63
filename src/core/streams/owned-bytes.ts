/**
 * Bytes of a received packet that will be kept. A small part is copied: a view of it would keep the
 * whole packet in memory, which nobody has paid credit for.
 */
export function ownedBytes(packet: Uint8Array, start: number, end: number): Uint8Array {
  const isSmall = 4 * (end - start) < packet.buffer.byteLength;
  return isSmall ? packet.slice(start, end) : packet.subarray(start, end);
}
