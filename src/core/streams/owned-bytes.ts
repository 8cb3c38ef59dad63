/**
 * Bytes of a received packet that will be kept. A small part is copied: a view of it would keep the
 * whole packet in memory, which nobody has paid credit for.
 */
export function ownedBytes(packet: Uint8Array, start: number, end: number): Uint8Array {
  const view = packet.subarray(start, end);
  if (4 * view.length >= packet.buffer.byteLength) return view;
  const copy = new Uint8Array(view.length);
  copy.set(view);
  return copy;
}
