import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {bfloatBits} from '../../../../src/core/packing/bfloat.js';
import {floatBitsOfHalf, halfBits} from '../../../../src/core/packing/half.js';

const view = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  view.setFloat32(0, value);
  return view.getInt32(0);
}

function floatOf(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

const NARROW = [
  {
    name: 'f16',
    exponentBits: 5,
    fractionBits: 10,
    toBits: (value: number) => halfBits(bitsOf(value)),
    toValue: (bits: number) => floatOf(floatBitsOfHalf(bits)),
  },
  {
    name: 'bf16',
    exponentBits: 8,
    fractionBits: 7,
    toBits: (value: number) => bfloatBits(bitsOf(value)),
    toValue: (bits: number) => floatOf(bits << 16),
  },
];

/** IEEE 754 section 3.4, word for word: exact in doubles. */
function exactValue(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits >>> 15 === 1 ? -1 : 1;
  const exponentMax = 2 ** exponentBits - 1;
  const exponent = (bits >>> fractionBits) & exponentMax;
  const fraction = bits & (2 ** fractionBits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === exponentMax)
    return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

describe.each(NARROW)('$name', ({exponentBits, fractionBits, toBits, toValue}) => {
  const exact = (bits: number) => exactValue(bits, exponentBits, fractionBits);
  const infinity = (2 ** exponentBits - 1) * 2 ** fractionBits;
  /** What the next number would be, if there were no infinity: rounding looks at it. */
  const beyond = 2 ** (2 ** (exponentBits - 1));
  const worth = (bits: number) => (bits === infinity ? beyond : exact(bits));

  /** By halving: the number at or below `magnitude`, and the nearer of it and the next. */
  function slowBits(magnitude: number): number {
    let low = 0;
    let high = infinity;
    if (magnitude >= beyond) return infinity;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (exact(middle) <= magnitude) low = middle;
      else high = middle;
    }
    const below = magnitude - exact(low);
    const above = worth(low + 1) - magnitude;
    if (below === above) return low % 2 === 0 ? low : low + 1;
    return below < above ? low : low + 1;
  }

  function expectNearest(value: number): void {
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const expected = slowBits(Math.abs(value)) | sign;
    // One comparison is much faster than one `expect`.
    if (toBits(value) !== expected)
      expect({value, bits: toBits(value)}).toEqual({value, bits: expected});
  }

  it('means what IEEE 754 says, for all 65536, and comes back', () => {
    for (let bits = 0; bits < 0x1_0000; bits++) {
      if (!Object.is(toValue(bits), exact(bits))) expect(toValue(bits)).toBe(exact(bits));
      if (!Number.isNaN(exact(bits)) && toBits(exact(bits)) !== bits)
        expect(toBits(exact(bits))).toBe(bits);
    }
  });

  it('rounds every tie to even, and what lies beside it to the nearer', () => {
    const float = new Float32Array(1);
    const word = new Uint32Array(float.buffer);
    for (let bits = 0; bits < infinity; bits++) {
      // bfloat16's own subnormals have ties that binary32 cannot express; these round by themselves.
      float[0] = (exact(bits) + worth(bits + 1)) / 2;
      const tie = word[0] as number;
      for (const beside of [tie - 1, tie, tie + 1]) {
        word[0] = beside;
        expectNearest(float[0] as number);
        expectNearest(-(float[0] as number));
      }
    }
  });

  it('agrees with a slow and exact reference', () => {
    const anyBits = fc.integer().map(floatOf);
    fc.assert(
      fc.property(fc.oneof(anyBits, fc.float()), (value) => {
        if (Number.isNaN(value)) expect(exact(toBits(value))).toBeNaN();
        else expectNearest(value);
      }),
      {numRuns: 3000},
    );
  });
});
