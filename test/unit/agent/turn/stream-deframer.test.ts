import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {frameForStream, StreamDeframer} from '../../../../src/agent/turn/stream-deframer.js';
import {encodeChannelData} from '../../../../src/stun/channel-data.js';
import {encodeStun} from '../../../../src/stun/encode.js';

const stun = (value: Buffer) =>
  encodeStun({
    class: 'success',
    method: 3,
    transactionId: Buffer.alloc(12, 7),
    attributes: [{type: 0x8022, value}],
  });
const messages = [
  stun(Buffer.from('one')),
  encodeChannelData(0x4000, Buffer.from('12345')),
  encodeChannelData(0x4fff, Buffer.alloc(0)),
  stun(Buffer.alloc(0)),
  encodeChannelData(0x4001, Buffer.from('1234')),
];
const textOf = (all: readonly Buffer[]) => all.map((one) => one.toString('hex')).join(' ');
const stream = Buffer.concat(messages.map(frameForStream));

describe('the bytes of a stream', () => {
  it('are cut into messages wherever they are split in three', () => {
    for (let first = 0; first <= stream.length; first += 1) {
      for (let second = first; second <= stream.length; second += 1) {
        const deframer = new StreamDeframer();
        const parts = [[0, first] as const, [first, second] as const, [second] as const];
        const got = parts.flatMap(([from, to]) => deframer.push(stream.subarray(from, to)));
        if (textOf(got) !== textOf(messages)) expect.fail(`split at ${first} and ${second}`);
      }
    }
  });

  it('are cut into messages one byte at a time', () => {
    const deframer = new StreamDeframer();
    expect([...stream].flatMap((byte) => deframer.push(Buffer.from([byte])))).toEqual(messages);
  });

  it.each([
    ['text', Buffer.from('SSH-2.0-server')],
    ['STUN of an odd length', Buffer.from([1, 1, 0, 3])],
    ['a channel that there is not', Buffer.from([0x50, 0, 0, 4])],
  ])('that are %s are refused', (_what, bytes) => {
    expect(() => new StreamDeframer().push(bytes)).toThrow('something else than TURN');
  });

  it('of any kind give whole messages or are refused', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 64}), {maxLength: 16}), (chunks) => {
        const deframer = new StreamDeframer();
        try {
          for (const chunk of chunks) {
            for (const message of deframer.push(Buffer.from(chunk))) {
              expect(message.length).toBeGreaterThanOrEqual(4);
            }
          }
        } catch (error) {
          expect((error as Error).message).toContain('something else than TURN');
        }
      }),
    );
  });
});

it('a message on a stream is padded to 4 bytes', () => {
  const framed = [0, 1, 2, 3, 4].map((bytes) =>
    frameForStream(encodeChannelData(0x4000, Buffer.alloc(bytes))),
  );
  expect(framed.map(({length}) => length)).toEqual([4, 8, 8, 8, 8]);
});
