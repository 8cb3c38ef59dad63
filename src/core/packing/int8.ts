const STEPS = 127;
const LEAST_FLOAT = 2 ** -149;
/** The largest binary32 value that is still one when multiplied by `STEPS`. */
const SCALE_MAX = Math.floor(((2 - 2 ** -23) * 2 ** 127) / STEPS / 2 ** 98) * 2 ** 98;
/** Added and taken away again, it leaves a small double rounded to an integer, ties to even. */
const ROUNDING = 1.5 * 2 ** 52;

/**
 * What one step of a vector is worth: its largest magnitude / 127, as a binary32 value; 0 for zeros.
 * Comes in `scale[0]`, since a double that is returned may have to be allocated.
 *
 * @throws RangeError for a NaN or an infinity, which no step can express
 */
export function findScale(vector: Float32Array, scale: Float32Array): void {
  let largest = 0;
  for (let index = 0; index < vector.length; index++) {
    const magnitude = Math.abs(vector[index] as number);
    if (!(magnitude < Number.POSITIVE_INFINITY)) throw notFinite(index, vector[index] as number);
    if (magnitude > largest) largest = magnitude;
  }
  const nearest = Math.min(Math.fround(largest / STEPS), SCALE_MAX);
  // Only a subnormal scale is so coarse that rounding it down loses more than half a step.
  scale[0] = nearest * (STEPS + 0.5) < largest ? nearest + LEAST_FLOAT : nearest;
}

/** Writes each element as the nearest step, ties to even. `scale` is what `findScale` found. */
export function writeSteps(
  vector: Float32Array,
  scale: Float32Array,
  target: Uint8Array,
  offset: number,
): void {
  const worth = scale[0] as number;
  if (worth === 0) {
    target.fill(0, offset, offset + vector.length);
    return;
  }
  for (let index = 0; index < vector.length; index++) {
    const nearest = (vector[index] as number) / worth + ROUNDING - ROUNDING;
    target[offset + index] = Math.min(STEPS, Math.max(-STEPS, nearest));
  }
}

function notFinite(index: number, value: number): RangeError {
  return new RangeError(`int8 holds finite numbers only: element ${index} is ${value}`);
}
