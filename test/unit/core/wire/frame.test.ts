import fc from 'fast-check';
import {expect, it} from 'vitest';
import {decodeFrame, encodeFrame, type Frame} from '../../../../src/core/wire/frame.js';
import {bytesOf, goldenFrames, hexOf} from './golden.js';

const count = fc.integer({min: 0, max: 0xffff_ffff});
const time = fc.double({noNaN: true, noDefaultInfinity: true});
// The wire has 32 bits for it; zero is never negative.
const hold = fc.float({min: 0, noNaN: true, noDefaultInfinity: true}).map((value) => value + 0);
const frame: fc.Arbitrary<Frame> = fc.oneof(
  plain({type: fc.constant('hello' as const), acknowledges: fc.boolean(), incarnation: count}),
  plain({
    type: fc.constant('probe' as const),
    sequence: count,
    sentAtMs: time,
    echo: fc.option(plain({sentAtMs: time, holdMs: hold}), {nil: undefined}),
    received: count,
    highest: count,
  }),
);

function plain<T>(model: {[K in keyof T]: fc.Arbitrary<T[K]>}): fc.Arbitrary<T> {
  return fc.record(model, {noNullPrototype: true}) as fc.Arbitrary<T>;
}

it.each(goldenFrames())('writes $name as these bytes, and reads it back', ({frame: sent, hex}) => {
  const whole = sent.type === 'probe' ? {...sent, echo: sent.echo} : sent;
  expect(hexOf(encodeFrame(whole))).toBe(hex);
  expect(decodeFrame(bytesOf(hex))).toStrictEqual(whole);
});

it('reads every frame it writes', () => {
  fc.assert(
    fc.property(frame, (sent) => {
      expect(decodeFrame(encodeFrame(sent))).toStrictEqual(sent);
    }),
  );
});

it('reads a frame that lies inside a larger buffer', () => {
  fc.assert(
    fc.property(frame, fc.nat(9), (sent, offset) => {
      const bytes = encodeFrame(sent);
      const packet = new Uint8Array(offset + bytes.length + 3);
      packet.set(bytes, offset);
      expect(decodeFrame(packet.subarray(offset, offset + bytes.length))).toStrictEqual(sent);
    }),
  );
});

it('never throws on any bytes, and what it reads holds only finite numbers', () => {
  const typed = fc
    .tuple(fc.constantFrom(0, 1, 2, 3), fc.uint8Array({minLength: 0, maxLength: 40}))
    .map(([type, rest]) => Uint8Array.of(type, ...rest));
  const probeSized = fc
    .uint8Array({minLength: 32, maxLength: 32})
    .map((rest) => Uint8Array.of(2, ...rest));
  fc.assert(
    fc.property(fc.oneof(typed, probeSized), (bytes) => {
      const read = decodeFrame(bytes);
      if (read?.type !== 'probe') return;
      const numbers = [read.sentAtMs, read.echo?.sentAtMs ?? 0, read.echo?.holdMs ?? 0];
      expect(numbers.every(Number.isFinite)).toBe(true);
    }),
    {numRuns: 2000},
  );
});

it('refuses every frame that was cut short or carries something more', () => {
  fc.assert(
    fc.property(frame, fc.nat(), (sent, at) => {
      const bytes = encodeFrame(sent);
      expect(decodeFrame(bytes.subarray(0, at % bytes.length))).toBeUndefined();
      expect(decodeFrame(Uint8Array.of(...bytes, 0))).toBeUndefined();
    }),
  );
});

const PROBE_WITH = {
  sentAt: (hex: string) => `0200000001${hex}7ff8000000000000000000000000000000000000`,
  echo: (hex: string, hold = '00000000') =>
    `02000000013ff0000000000000${hex}${hold}0000000000000000`,
};

it.each([
  ['unknown hello flags', '0102'],
  ['an unknown type', '03'],
  ['a time that is no number', PROBE_WITH.sentAt('7ff8000000000000')],
  ['an infinite time', PROBE_WITH.sentAt('7ff0000000000000')],
  ['an infinite echo', PROBE_WITH.echo('fff0000000000000')],
  ['a negative hold', PROBE_WITH.echo('3ff0000000000000', 'bf800000')],
  ['a hold that is no number', PROBE_WITH.echo('3ff0000000000000', '7fc00000')],
  ['an infinite hold', PROBE_WITH.echo('3ff0000000000000', '7f800000')],
])('refuses %s', (_what, hex) => {
  expect(decodeFrame(bytesOf(hex))).toBeUndefined();
});
