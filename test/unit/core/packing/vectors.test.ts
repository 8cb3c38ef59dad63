import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {VectorReader} from '../../../../src/core/packing/vector-reader.js';
import {VectorWriter} from '../../../../src/core/packing/vector-writer.js';
import {packedBytes, VectorFormat} from '../../../../src/core/packing/vectors.js';

type FormatName = keyof typeof VectorFormat;
interface Golden {
  name: string;
  format: FormatName;
  /** JSON has no infinities and no NaN: these are texts. */
  vector: (number | string)[];
  /** What comes back, if not the same. */
  read?: (number | string)[];
  hex: string;
}

const FIXTURE = new URL('../../../../fixtures/packing/vectors.json', import.meta.url);
const golden = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Golden[];
const formats = fc.constantFrom(...Object.values(VectorFormat));
const finite = fc.float32Array({noNaN: true, noDefaultInfinity: true, maxLength: 70});

/** Packs at `offset` in a buffer that begins at `skew` in its ArrayBuffer. */
function packed(format: VectorFormat, vector: Float32Array, offset = 0, skew = 0): Uint8Array {
  const length = packedBytes(format, vector.length);
  const target = new Uint8Array(new ArrayBuffer(skew + offset + length), skew);
  const writer = new VectorWriter();
  writer.begin(target, offset);
  writer.write(format, vector);
  expect(writer.offset).toBe(target.length);
  return target.subarray(offset);
}

function unpacked(source: Uint8Array): Float32Array {
  const reader = new VectorReader();
  reader.begin(source);
  expect(reader.next()).toBe(true);
  const target = new Float32Array(reader.count);
  reader.read(target);
  expect(reader.next()).toBe(false);
  return target;
}

it.each(golden)('$name', ({format, vector, read = vector, hex}) => {
  const bytes = packed(VectorFormat[format], Float32Array.from(vector, Number));
  expect(Buffer.from(bytes).toString('hex')).toBe(hex.replaceAll(' ', ''));
  expect(unpacked(bytes)).toEqual(Float32Array.from(read, Number));
});

it('packs the same bytes wherever they come to lie, and reads them there', () => {
  fc.assert(
    fc.property(formats, finite, fc.nat(5), fc.nat(5), (format, vector, offset, skew) => {
      const bytes = packed(format, vector, offset, skew);
      const aligned = packed(format, vector);
      expect(bytes).toEqual(aligned);
      expect(unpacked(bytes)).toEqual(unpacked(aligned));
    }),
  );
});

it('f32 comes back as it was, NaN, infinities and the sign of zero included', () => {
  fc.assert(
    fc.property(fc.float32Array({maxLength: 70}), fc.nat(3), (vector, offset) => {
      expect(unpacked(packed(VectorFormat.f32, vector, offset))).toEqual(vector);
    }),
  );
});

it('int8 is at most half a step away', () => {
  const tiny = finite.map((vector) => vector.map((value) => value * 2 ** -140));
  fc.assert(
    fc.property(fc.oneof(finite, tiny), (vector) => {
      const bytes = packed(VectorFormat.int8, vector);
      const scale = new DataView(bytes.buffer).getFloat32(4, true);
      const read = unpacked(bytes);
      // The product is rounded once more where it is a subnormal number, or a long one.
      for (const [index, value] of vector.entries())
        expect(Math.abs((read[index] as number) - value)).toBeLessThanOrEqual(
          scale / 2 + Math.abs(value) * 2 ** -23,
        );
    }),
  );
});

it('int8 has room for the largest number', () => {
  const read = unpacked(packed(VectorFormat.int8, Float32Array.of(3.4028234663852886e38, -2e38)));
  expect(read[0]).toBeCloseTo(3.4028234663852886e38, -32);
  expect(read.every(Number.isFinite)).toBe(true);
});

it('int8 refuses what it cannot express, and writes nothing', () => {
  const target = new Uint8Array(20);
  const writer = new VectorWriter();
  writer.begin(target);
  expect(() => writer.write(VectorFormat.int8, Float32Array.of(1, Number.NaN))).toThrow(
    new RangeError('int8 holds finite numbers only: element 1 is NaN'),
  );
  expect(() => writer.write(VectorFormat.int8, Float32Array.of(-1 / 0))).toThrow(
    new RangeError('int8 holds finite numbers only: element 0 is -Infinity'),
  );
  expect({offset: writer.offset, target}).toEqual({offset: 0, target: new Uint8Array(20)});
});

it('several vectors follow each other; one need not be read', () => {
  const target = new Uint8Array(100);
  const writer = new VectorWriter();
  writer.begin(target);
  writer.write(VectorFormat.int8, Float32Array.of(1));
  writer.write(VectorFormat.f16, Float32Array.of(2, 3));
  writer.write(VectorFormat.f32, Float32Array.of(4));
  const reader = new VectorReader();
  reader.begin(target.subarray(0, writer.offset));
  const into = new Float32Array(4);
  reader.next();
  expect(reader.next()).toBe(true);
  reader.read(into);
  expect([...into]).toEqual([2, 3, 0, 0]);
  expect(reader.next()).toBe(true);
  reader.read(into);
  expect([...into]).toEqual([4, 3, 0, 0]);
  expect(reader.next()).toBe(false);
});

it('says what does not fit, in sizes', () => {
  const writer = new VectorWriter();
  writer.begin(new Uint8Array(100), 60);
  expect(() => writer.write(VectorFormat.f32, new Float32Array(10))).toThrow(
    new RangeError(
      "10 elements of 4 bytes take 44 with the header, and 40 of the buffer's 100 are left",
    ),
  );
  expect(writer.offset).toBe(60);
  expect(() => writer.write(VectorFormat.int8, new Float32Array(2 ** 24))).toThrow(
    new RangeError('a vector has at most 16777215 elements, not 16777216'),
  );
  const reader = new VectorReader();
  reader.begin(packed(VectorFormat.f16, new Float32Array(3)));
  reader.next();
  expect(() => reader.read(new Float32Array(2))).toThrow(
    new RangeError('the vector has 3 elements, and the target 2'),
  );
});

it.each([
  ['020000', "a vector's header takes 4 bytes, and 3 are left"],
  ['05000000', 'there is no vector format 5'],
  [
    '02020000003c00',
    "2 elements of 2 bytes take 8 with the header, and 7 of the buffer's 7 are left",
  ],
  [
    '04ffffff00000000',
    "16777215 elements of 1 bytes take 16777223 with the header, and 8 of the buffer's 8 are left",
  ],
])('refuses to read %s', (hex, message) => {
  const reader = new VectorReader();
  reader.begin(new Uint8Array(Buffer.from(hex, 'hex')));
  expect(() => reader.next()).toThrow(new RangeError(message));
});

it('reads any bytes or throws a RangeError', () => {
  const typed = fc
    .tuple(fc.nat(5), fc.nat(20), fc.uint8Array({maxLength: 60}))
    .map(([format, count, rest]) => Uint8Array.of(format, count, 0, 0, ...rest));
  fc.assert(
    fc.property(typed, (source) => {
      const reader = new VectorReader();
      reader.begin(source);
      const target = new Float32Array(64);
      try {
        while (reader.next()) reader.read(target);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
