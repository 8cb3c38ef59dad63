/**
 * Variable-length integers of RFC 9000 section 16: the two high bits of the first byte say whether
 * 1, 2, 4 or 8 bytes hold the value. The format has 62 bits; this implementation writes and accepts
 * what a double holds exactly, 2^53 - 1.
 */
export const VARINT_MAX = Number.MAX_SAFE_INTEGER;

const ONE_BYTE_MAX = 0x3f;
const TWO_BYTES_MAX = 0x3fff;
const FOUR_BYTES_MAX = 0x3fffffff;
const HIGH_WORD = 0x1_0000_0000;

/** How many bytes `value` takes: 1, 2, 4 or 8. */
export function varintBytes(value: number): number {
  if (value <= ONE_BYTE_MAX) return 1;
  if (value <= TWO_BYTES_MAX) return 2;
  return value <= FOUR_BYTES_MAX ? 4 : 8;
}

/** Writes at `offset` and returns the offset after it. `target` has room. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  if (value <= ONE_BYTE_MAX) {
    target[offset] = value;
    return offset + 1;
  }
  if (value <= TWO_BYTES_MAX) {
    target[offset] = 0x40 | (value >>> 8);
    target[offset + 1] = value & 0xff;
    return offset + 2;
  }
  if (value <= FOUR_BYTES_MAX) return writeWord(target, offset, (value | 0x80000000) >>> 0);
  const high = Math.floor(value / HIGH_WORD);
  return writeWord(target, writeWord(target, offset, (high | 0xc0000000) >>> 0), value >>> 0);
}

/** Writes 32 bits, big-endian, and returns the offset after them. */
export function writeWord(target: Uint8Array, offset: number, value: number): number {
  target[offset] = value >>> 24;
  target[offset + 1] = (value >>> 16) & 0xff;
  target[offset + 2] = (value >>> 8) & 0xff;
  target[offset + 3] = value & 0xff;
  return offset + 4;
}
