const INFINITY = 0x7c00;
const QUIET_NAN = 0x7e00;
/** Binary32 bits of 2^16, of infinity, and of 2^-14: the least that is normal in binary16. */
const TOO_LARGE = 0x4780_0000;
const FLOAT_NAN = 0x7fc0_0000;
const FLOAT_INFINITY = 0x7f80_0000;
const LEAST_NORMAL = 0x3880_0000;
/** Moves the exponent from a bias of 127 to one of 15, and rounds: half of the last bit, less one. */
const REBIAS_AND_ROUND = (((15 - 127) << 23) + 0xfff) | 0;

/**
 * IEEE 754 binary16 bits of a binary32 number, rounded to nearest, ties to even; NaN is 0x7e00.
 * It comes as its bits, a signed integer: a double might have to be allocated to be passed.
 */
export function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude >= TOO_LARGE) return magnitude > FLOAT_INFINITY ? QUIET_NAN : sign | INFINITY;
  if (magnitude < LEAST_NORMAL) return sign | subnormalBits(magnitude);
  // A carry out of the fraction moves into the exponent, and from the largest one to infinity.
  return sign | ((magnitude + REBIAS_AND_ROUND + ((magnitude >>> 13) & 1)) >>> 13);
}

/** In units of 2^-24; rounding up from the largest gives the least normal number. */
function subnormalBits(magnitude: number): number {
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return 0;
  const fraction = (magnitude & 0x7f_ffff) | 0x80_0000;
  const units = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (units & 1) === 1) ? units + 1 : units;
}

/** Binary32 bits, as a signed integer, of the same number; a NaN becomes 0x7fc00000. */
export function floatBitsOfHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const fraction = half & 0x3ff;
  const exponent = half & INFINITY;
  if (exponent === INFINITY) return fraction === 0 ? sign | FLOAT_INFINITY : FLOAT_NAN;
  if (exponent !== 0) return sign | (((half & 0x7fff) << 13) + LEAST_NORMAL - (0x400 << 13));
  if (fraction === 0) return sign;
  // 2^-14 and below: shifted until the highest bit is the implied one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
