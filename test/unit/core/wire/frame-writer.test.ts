import fc from 'fast-check';
import {expect, it} from 'vitest';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {bounded, datagram, frame, head, message, ranges} from './arbitrary-frames.js';
import {headOf, type PlainFrame, readFrames, writeFrame} from './plain-frames.js';

const ROOM = 8192;
const UNTOUCHED = 0xa5;

/** A writer over `room` bytes from `offset` on, in a buffer that shows what else was written. */
function writerOf(room: number, offset = 0): FrameWriter {
  const writer = new FrameWriter();
  writer.begin(new Uint8Array(offset + room + 64).fill(UNTOUCHED), offset, offset + room);
  return writer;
}

function outside({target, limit}: FrameWriter, offset: number): number[] {
  return [...target.subarray(0, offset), ...target.subarray(limit)].filter(
    (byte) => byte !== UNTOUCHED,
  );
}

function framesOf({target, offset}: FrameWriter, from = 0) {
  return readFrames(target.subarray(0, offset), from);
}

it('what is written into a packet is what is read from it', () => {
  fc.assert(
    fc.property(fc.array(frame, {minLength: 1, maxLength: 8}), fc.nat(20), (frames, offset) => {
      const writer = writerOf(4 * ROOM, offset);
      for (const each of frames) expect(writeFrame(writer, each)).toBe(true);
      expect(framesOf(writer, offset)).toStrictEqual(frames);
      expect(outside(writer, offset)).toEqual([]);
    }),
    {numRuns: 100},
  );
});

/** The least room a frame fits into, by trying. */
function leastRoom(each: PlainFrame): number {
  let room = 1;
  while (!writeFrame(writerOf(room), each)) room += 1;
  return room;
}

it('a frame is written wholly or not at all, whatever the room, and never beyond its limit', () => {
  // An ACK writes as many ranges as fit: it has a test of its own. So have parts of messages.
  const whole = fc.oneof(
    bounded.filter(({type}) => type !== 'ack'),
    datagram,
  );
  fc.assert(
    fc.property(whole, fc.nat(11), fc.nat(1), (each, spare, short) => {
      const least = leastRoom(each);
      const fits = short === 0;
      const room = fits ? least + spare : Math.max(0, least - 1 - spare);
      const writer = writerOf(room, 3);
      expect(writeFrame(writer, each)).toBe(fits);
      expect(outside(writer, 3)).toEqual([]);
      expect(writer.offset).toBeLessThanOrEqual(writer.limit);
      if (fits) expect(framesOf(writer, 3)).toStrictEqual([each]);
      else expect(writer.offset).toBe(3);
    }),
  );
});

it('an ACK keeps the highest ranges that fit', () => {
  fc.assert(
    fc.property(ranges, fc.nat(300), (pairs, room) => {
      const writer = writerOf(room, 3);
      const ack = {type: 'ack' as const, ranges: pairs, delayUs: 5, oneWayUs: 7};
      const written = writeFrame(writer, ack);
      expect(outside(writer, 3)).toEqual([]);
      if (!written) {
        expect(writer.offset).toBe(3);
        return;
      }
      const [read] = framesOf(writer, 3) as [typeof ack];
      expect(read.ranges.length).toBeGreaterThan(0);
      expect(read).toStrictEqual({...ack, ranges: pairs.slice(0, read.ranges.length)});
      if (read.ranges.length < pairs.length) expect(writer.space).toBeLessThan(16);
    }),
  );
});

it('an ACK of more than 64 ranges is cut to 64', () => {
  const pairs = Array.from({length: 90}, (_, index): [number, number] => {
    const last = 1000 - 3 * index;
    return [last, last];
  });
  const writer = writerOf(ROOM);
  const ack = {type: 'ack' as const, ranges: pairs, delayUs: 0, oneWayUs: 0};
  expect(writeFrame(writer, ack)).toBe(true);
  expect(framesOf(writer)).toStrictEqual([{...ack, ranges: pairs.slice(0, 64)}]);
});

it('an ACK of nothing is not written', () => {
  const writer = writerOf(ROOM);
  expect(writer.ack(new Float64Array(2), 0, 0, 0)).toBe(false);
  expect(writer.offset).toBe(0);
});

it('parts written into packets of any size make up the message again', () => {
  fc.assert(
    fc.property(
      head,
      fc.uint8Array({maxLength: 3000, size: 'max'}),
      fc.infiniteStream(fc.integer({min: 1, max: 1188})),
      (fields, data, rooms) => {
        const whole = new Uint8Array(data.length);
        let at = 0;
        let tooSmall = 0;
        do {
          const room = tooSmall > 5 ? ROOM : (rooms.next().value as number);
          const writer = writerOf(room, 2);
          const length = writer.message(headOf(fields), data, at, data.length);
          expect(outside(writer, 2)).toEqual([]);
          expect(writer.offset).toBeLessThanOrEqual(writer.limit);
          if (length < 0) {
            expect(writer.offset).toBe(2);
            tooSmall += 1;
            continue;
          }
          const [read] = framesOf(writer, 2) as [PlainFrame & {type: 'message'}];
          expect(read).toMatchObject({...fields, start: at, total: data.length});
          expect(read.data).toHaveLength(2 * length);
          whole.set(Buffer.from(read.data, 'hex'), at);
          at += length;
        } while (at < data.length);
        expect(whole).toEqual(data);
      },
    ),
    {numRuns: 200},
  );
});

it('a part takes all the room there is, so that a long message leaves no gaps in packets', () => {
  fc.assert(
    fc.property(head, fc.integer({min: 200, max: 1188}), fc.nat(5000), (fields, room, start) => {
      const writer = writerOf(room);
      const data = new Uint8Array(start + 2000);
      expect(writer.message(headOf(fields), data, start, data.length)).toBeGreaterThan(0);
      expect(writer.space).toBe(0);
    }),
  );
});

it('a part in the middle stays within the end it was given', () => {
  fc.assert(
    fc.property(message, (each) => {
      const writer = writerOf(ROOM);
      expect(writeFrame(writer, each)).toBe(true);
      expect(framesOf(writer)).toStrictEqual([each]);
    }),
  );
});

it('padding fills the packet', () => {
  const writer = writerOf(10);
  writer.ping();
  writer.pad();
  expect(writer.space).toBe(0);
  expect(framesOf(writer)).toStrictEqual([{type: 'ping'}]);
  expect(outside(writer, 0)).toEqual([]);
});
