import {asBits, asFloat} from './number-bits.js';

const INFINITY = 0x7c00;
const QUIET_NAN = 0x7e00;
/** Binary32 bits of 2^16, of infinity, and of 2^-14: the least that is normal in binary16. */
const TOO_LARGE = 0x4780_0000;
const FLOAT_INFINITY = 0x7f80_0000;
const LEAST_NORMAL = 0x3880_0000;
/** Moves the exponent from a bias of 127 to one of 15, and rounds: half of the last bit, less one. */
const REBIAS_AND_ROUND = (((15 - 127) << 23) + 0xfff) | 0;

/** IEEE 754 binary16 bits of a binary32 value, rounded to nearest, ties to even; NaN is 0x7e00. */
export function halfBits(value: number): number {
  asFloat[0] = value;
  const bits = asBits[0] as number;
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

/** What binary16 bits mean; exact in binary32. */
export function halfValue(bits: number): number {
  const fraction = bits & 0x3ff;
  const exponent = (bits >>> 10) & 0x1f;
  if (exponent === 0x1f && fraction !== 0) return Number.NaN;
  const scale = SCALES[bits >>> 10] as number;
  return exponent === 0 || exponent === 0x1f
    ? specialValue(fraction, scale)
    : (fraction | 0x400) * scale;
}

function specialValue(fraction: number, scale: number): number {
  return Number.isFinite(scale) ? fraction * scale : scale;
}

/** By sign and exponent: what the last bit of the fraction is worth; infinite for the last exponent. */
const SCALES = Float64Array.from({length: 64}, (_, index) => {
  const exponent = index & 0x1f;
  const size = exponent === 0x1f ? Number.POSITIVE_INFINITY : 2 ** (Math.max(exponent, 1) - 25);
  return index < 32 ? size : -size;
});
