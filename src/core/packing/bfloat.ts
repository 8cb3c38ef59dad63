const QUIET_NAN = 0x7fc0;
const FLOAT_INFINITY = 0x7f80_0000;

/**
 * bfloat16 bits of a binary32 number, given as its bits: the upper half, rounded to nearest, ties to
 * even; NaN is 0x7fc0. Back again they are shifted into the upper half.
 */
export function bfloatBits(bits: number): number {
  if ((bits & 0x7fff_ffff) > FLOAT_INFINITY) return QUIET_NAN;
  // A carry moves into the exponent, and from the largest one to infinity.
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}
