import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {ByteReader} from '../../../../src/core/wire/byte-reader.js';
import {
  PACKET_HEADER_BYTES_MAX,
  readPacketHeader,
  writePacketHeader,
} from '../../../../src/core/wire/packet-header.js';
import {bytesOf, hexOf} from './golden.js';

const FIXTURE = new URL('../../../../fixtures/wire/packet-headers.json', import.meta.url);
const golden = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  headers: {name: string; number: number; sentAtUs: number; hex: string}[];
  refused: {name: string; hex: string}[];
};

function read(bytes: Uint8Array) {
  const reader = new ByteReader();
  const header = {number: -1, sentAtUs: -1};
  reader.reset(bytes);
  return readPacketHeader(reader, header) ? {...header, offset: reader.offset} : undefined;
}

function written(number: number, sentAtUs: number): Uint8Array {
  const target = new Uint8Array(PACKET_HEADER_BYTES_MAX);
  return target.subarray(0, writePacketHeader(target, number, sentAtUs));
}

it.each(golden.headers)('$name: $hex', ({number, sentAtUs, hex}) => {
  const bytes = bytesOf(hex);
  expect(hexOf(written(number, sentAtUs))).toBe(hexOf(bytes));
  expect(read(bytes)).toEqual({number, sentAtUs, offset: bytes.length});
});

it.each(golden.refused)('refuses $name', ({hex}) => {
  expect(read(bytesOf(hex))).toBeUndefined();
});

it('reads what it writes; the clock is taken modulo 2^32', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (number, clockUs) => {
      const bytes = written(number, clockUs);
      expect(read(bytes)).toEqual({number, sentAtUs: clockUs % 2 ** 32, offset: bytes.length});
    }),
  );
});
