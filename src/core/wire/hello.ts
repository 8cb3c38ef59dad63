/**
 * The first application byte of a path, and its acknowledgement. Big-endian, fixed layout, one a packet:
 * type 1 · u8, flags · u8 (1: acknowledges the peer's hello), incarnation · u32.
 */
export interface Hello {
  acknowledges: boolean;
  /** Differs when the sender has forgotten what it and its peer said to each other; 0 to 2^32 - 1. */
  incarnation: number;
}

const HELLO = 1;
const BYTES = 6;

export function encodeHello({acknowledges, incarnation}: Hello): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  bytes[0] = HELLO;
  bytes[1] = acknowledges ? 1 : 0;
  new DataView(bytes.buffer).setUint32(2, incarnation);
  return bytes;
}

/** `undefined` for anything that is not exactly one hello. */
export function decodeHello(bytes: Uint8Array): Hello | undefined {
  if (bytes[0] !== HELLO || bytes.length !== BYTES) return undefined;
  const flags = bytes[1] ?? 0;
  const incarnation = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2);
  return flags > 1 ? undefined : {acknowledges: flags === 1, incarnation};
}
