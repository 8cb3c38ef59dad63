import {expect, test} from 'vitest';
import {readMessage, writeMessage} from '../../../../src/agent/bench/message.js';

test('what was written is read', () => {
  for (const bytes of [16, 17, 1150, 16_384]) {
    const message = writeMessage(123_456, bytes, 12_345.678);
    expect(message.length).toBe(bytes);
    expect(readMessage(message)).toEqual({id: 123_456, sentAtMs: 12_345.678, isIntact: true});
  }
});

test('a bit that flipped, and the end of another message, are seen', () => {
  const message = writeMessage(1, 1000, 0);
  message[500] = (message[500] ?? 0) ^ 4;
  expect(readMessage(message)?.isIntact).toBe(false);
  const mixed = Buffer.concat([
    writeMessage(1, 1000, 0).subarray(0, 500),
    writeMessage(2, 1000, 0).subarray(500),
  ]);
  expect(readMessage(mixed)?.isIntact).toBe(false);
});

test('a shift by a power of two is seen', () => {
  const message = writeMessage(9, 4096, 0);
  const shifted = Buffer.concat([message.subarray(0, 1024), message.subarray(2048)]);
  expect(readMessage(shifted)?.isIntact).toBe(false);
});

test('what has no room for a header is no message', () => {
  expect(readMessage(new Uint8Array(15))).toBeUndefined();
  expect(() => writeMessage(0, 15, 0)).toThrow(RangeError);
});
