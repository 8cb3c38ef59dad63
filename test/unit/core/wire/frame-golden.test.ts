import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {bytesOf, hexOf} from './golden.js';
import {type PlainFrame, readFrames, writeFrame} from './plain-frames.js';

const FIXTURE = new URL('../../../../fixtures/wire/frames.json', import.meta.url);
const golden = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  valid: {name: string; hex: string; frames: PlainFrame[]; room?: number; writable?: boolean}[];
  malformed: {name: string; hex: string}[];
};

it.each(golden.valid)('reads $name', ({hex, frames}) => {
  expect(readFrames(bytesOf(hex))).toStrictEqual(frames);
});

it.each(golden.valid.filter(({writable}) => writable !== false))(
  'writes $name',
  ({hex, room, frames}) => {
    const bytes = bytesOf(hex);
    const writer = new FrameWriter();
    writer.begin(new Uint8Array(room ?? bytes.length), 0, room ?? bytes.length);
    expect(frames.map((frame) => writeFrame(writer, frame))).toEqual(frames.map(() => true));
    expect(hexOf(writer.target.subarray(0, writer.offset))).toBe(hexOf(bytes));
  },
);

it.each(golden.malformed)('refuses $name', ({hex}) => {
  expect(readFrames(bytesOf(hex))).toBe('malformed');
});
