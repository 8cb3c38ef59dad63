import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FrameReader, lengthPrefix} from '../../../../src/agent/bench/frames.js';

test('messages come back whole, however the bytes are cut', () => {
  const cases = fc.tuple(
    fc.array(fc.uint8Array({minLength: 1, maxLength: 40}), {maxLength: 10}),
    fc.array(fc.integer({min: 1, max: 30}), {minLength: 1, maxLength: 20}),
  );
  fc.assert(
    fc.property(cases, ([messages, cuts]) => {
      const sent = messages.map((message) => Buffer.from(message));
      const bytes = Buffer.concat(sent.flatMap((message) => [lengthPrefix(message), message]));
      const read: Buffer[] = [];
      const reader = new FrameReader((message) => read.push(message));
      for (let at = 0, cut = 0; at < bytes.length; cut++) {
        const length = cuts[cut % cuts.length] ?? 1;
        reader.push(bytes.subarray(at, at + length));
        at += length;
      }
      expect(read).toEqual(sent);
    }),
  );
});
