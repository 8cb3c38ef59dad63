import {asBits, asFloat} from './number-bits.js';

const QUIET_NAN = 0x7fc0;
const FLOAT_INFINITY = 0x7f80_0000;

/**
 * bfloat16 bits of a binary32 value: its upper half, rounded to nearest, ties to even; NaN is 0x7fc0.
 */
export function bfloatBits(value: number): number {
  asFloat[0] = value;
  const bits = asBits[0] as number;
  if ((bits & 0x7fff_ffff) > FLOAT_INFINITY) return QUIET_NAN;
  // A carry moves into the exponent, and from the largest one to infinity.
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** What bfloat16 bits mean; exact in binary32. */
export function bfloatValue(bits: number): number {
  asBits[0] = bits << 16;
  return asFloat[0] as number;
}
