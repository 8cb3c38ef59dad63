import fc from 'fast-check';
import {expect, it} from 'vitest';
import {decodeHello, encodeHello, type Hello} from '../../../../src/core/wire/hello.js';
import {bytesOf, goldenHellos, hexOf} from './golden.js';

const hello: fc.Arbitrary<Hello> = fc.record(
  {acknowledges: fc.boolean(), incarnation: fc.integer({min: 0, max: 0xffff_ffff})},
  {noNullPrototype: true},
);

it.each(goldenHellos())('writes $name as these bytes, and reads it back', ({hello: sent, hex}) => {
  expect(hexOf(encodeHello(sent))).toBe(hex);
  expect(decodeHello(bytesOf(hex))).toStrictEqual(sent);
});

it('reads every hello it writes', () => {
  fc.assert(
    fc.property(hello, (sent) => {
      expect(decodeHello(encodeHello(sent))).toStrictEqual(sent);
    }),
  );
});

it('reads a hello that lies inside a larger buffer', () => {
  fc.assert(
    fc.property(hello, fc.nat(9), (sent, offset) => {
      const bytes = encodeHello(sent);
      const packet = new Uint8Array(offset + bytes.length + 3);
      packet.set(bytes, offset);
      expect(decodeHello(packet.subarray(offset, offset + bytes.length))).toStrictEqual(sent);
    }),
  );
});

it('never throws on any bytes, and reads only what it would write', () => {
  const typed = fc
    .tuple(fc.constantFrom(0, 1, 2, 3), fc.uint8Array({minLength: 0, maxLength: 9}))
    .map(([type, rest]) => Uint8Array.of(type, ...rest));
  fc.assert(
    fc.property(typed, (bytes) => {
      const read = decodeHello(bytes);
      if (read) expect(encodeHello(read)).toEqual(bytes);
    }),
    {numRuns: 2000},
  );
});

it('refuses every hello that was cut short or carries something more', () => {
  fc.assert(
    fc.property(hello, fc.nat(), (sent, at) => {
      const bytes = encodeHello(sent);
      expect(decodeHello(bytes.subarray(0, at % bytes.length))).toBeUndefined();
      expect(decodeHello(Uint8Array.of(...bytes, 0))).toBeUndefined();
    }),
  );
});

it.each([
  ['unknown flags', '010200000000'],
  ['another type', '020000000000'],
])('refuses %s', (_what, hex) => {
  expect(decodeHello(bytesOf(hex))).toBeUndefined();
});
