import fc from 'fast-check';
import {expect, it} from 'vitest';
import {END, FrameReader, MALFORMED} from '../../../../src/core/wire/frame-reader.js';
import {FrameType} from '../../../../src/core/wire/frame-type.js';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {brokenPromise} from '../../../fuzz/frame-checks.mjs';
import {frame} from './arbitrary-frames.js';
import {readFrames, writeFrame} from './plain-frames.js';

function reading() {
  return {reader: new FrameReader(), end: END, malformed: MALFORMED, types: FrameType};
}

/** A valid packet with a few of its bytes changed, and perhaps cut. */
const damaged = fc
  .tuple(
    fc.array(frame, {minLength: 1, maxLength: 4}),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), {maxLength: 4}),
    fc.nat(),
  )
  .map(([frames, changes, cut]) => {
    const writer = new FrameWriter();
    writer.begin(new Uint8Array(32_768), 0, 32_768);
    for (const each of frames) writeFrame(writer, each);
    for (const [at, byte] of changes) writer.target[at % writer.offset] = byte;
    return writer.target.slice(0, cut % 2 === 0 ? writer.offset : cut % (writer.offset + 1));
  });

it('survives any bytes', () => {
  const typed = fc
    .tuple(fc.nat(0x60), fc.uint8Array({maxLength: 60}))
    .map(([type, rest]) => Uint8Array.of(type, ...rest));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({maxLength: 60}), typed), (packet) => {
      expect(brokenPromise(reading(), packet, 0)).toBeUndefined();
    }),
    {numRuns: 5000},
  );
});

it('survives damaged packets', () => {
  fc.assert(
    fc.property(damaged, (packet) => {
      expect(brokenPromise(reading(), packet, 0)).toBeUndefined();
    }),
    {numRuns: 500},
  );
});

it('reads nothing outside the packet, even where the buffer goes on', () => {
  fc.assert(
    fc.property(damaged, fc.nat(255), (packet, around) => {
      const buffer = new Uint8Array(packet.length + 64).fill(around);
      buffer.set(packet, 32);
      const inside = buffer.subarray(32, 32 + packet.length);
      expect(readFrames(inside)).toStrictEqual(readFrames(packet));
    }),
    {numRuns: 500},
  );
});

it('finds the end of an endless chain of mistakes: each call moves on', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 60}), (packet) => {
      const reader = new FrameReader();
      reader.begin(packet, 0);
      let calls = 0;
      while (reader.next() !== END && calls <= packet.length) calls += 1;
      expect(calls).toBeLessThanOrEqual(packet.length);
    }),
  );
});

it.each([3, 4, 10])('a packet of 3 bytes whose frames should begin at %i has none', (offset) => {
  const reader = new FrameReader();
  reader.begin(new Uint8Array(3), offset);
  expect(reader.next()).toBe(END);
});
