import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {ByteReader} from '../../../../src/core/wire/byte-reader.js';
import {VARINT_MAX, varintBytes, writeVarint, writeWord} from '../../../../src/core/wire/varint.js';
import {bytesOf, hexOf} from './golden.js';

const FIXTURE = new URL('../../../../fixtures/wire/varints.json', import.meta.url);
const golden = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  shortest: {value: number; hex: string}[];
  longer: {value: number; hex: string}[];
  tooLarge: string[];
};

function written(value: number): string {
  const target = new Uint8Array(8);
  return hexOf(target.subarray(0, writeVarint(target, 0, value)));
}

function read(hex: string): {value: number; failed: boolean; offset: number} {
  const reader = new ByteReader();
  reader.reset(bytesOf(hex));
  const value = reader.varint();
  return {value, failed: reader.failed, offset: reader.offset};
}

it.each(golden.shortest)('$value is $hex', ({value, hex}) => {
  expect(written(value)).toBe(hex);
  expect(varintBytes(value)).toBe(hex.length / 2);
  expect(read(hex)).toEqual({value, failed: false, offset: hex.length / 2});
});

it.each(golden.longer)('$hex is read as $value, though nobody writes it', ({value, hex}) => {
  expect(read(hex)).toEqual({value, failed: false, offset: hex.length / 2});
  expect(written(value)).not.toBe(hex);
});

it.each(golden.tooLarge)('%s is more than a double holds exactly', (hex) => {
  expect(read(hex)).toMatchObject({value: 0, failed: true});
});

it('reads what it writes, up to 2^53 - 1', () => {
  const value = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(0x3fff_ffff),
    fc.nat(0x7fff),
    fc.integer({min: VARINT_MAX - 9, max: VARINT_MAX}),
  );
  fc.assert(
    fc.property(value, (number) => {
      const hex = written(number);
      expect(hex.length / 2).toBe(varintBytes(number));
      expect(read(hex)).toEqual({value: number, failed: false, offset: hex.length / 2});
    }),
  );
});

it('fails on every varint that was cut short, and goes on failing', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(7), (number, at) => {
      const bytes = bytesOf(written(number));
      const reader = new ByteReader();
      reader.reset(bytes.subarray(0, at % bytes.length));
      reader.varint();
      expect(reader.failed).toBe(true);
      reader.varint();
      expect(reader.failed).toBe(true);
      expect(reader.offset).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

it('writes and reads words modulo 2^32', () => {
  const target = new Uint8Array(4);
  const reader = new ByteReader();
  for (const [value, word] of [
    [0, 0],
    [0xffff_ffff, 0xffff_ffff],
    [2 ** 32 + 5, 5],
    [-1, 0xffff_ffff],
  ] as const) {
    writeWord(target, 0, value);
    reader.reset(target);
    expect(reader.word()).toBe(word);
  }
});

it('skips no further than the end', () => {
  const reader = new ByteReader();
  reader.reset(new Uint8Array(4));
  expect(reader.skip(4)).toBe(0);
  expect({failed: reader.failed, remaining: reader.remaining}).toEqual({
    failed: false,
    remaining: 0,
  });
  expect(reader.skip(VARINT_MAX)).toBe(4);
  expect({failed: reader.failed, offset: reader.offset}).toEqual({failed: true, offset: 4});
});
