import fc from 'fast-check';
import {expect, it} from 'vitest';
import {ReceivedRanges} from '../../../../src/core/streams/received-ranges.js';

it('counts each byte once, whatever overlaps, as a list of flags would', () => {
  const part = fc.tuple(fc.nat(60), fc.integer({min: 1, max: 20}));
  fc.assert(
    fc.property(fc.array(part, {maxLength: 30}), (parts) => {
      const ranges = new ReceivedRanges();
      const flags = new Array<boolean>(100).fill(false);
      for (const [start, length] of parts) {
        const isNews = flags.slice(start, start + length).includes(false);
        flags.fill(true, start, start + length);
        expect(ranges.add(start, start + length)).toBe(isNews);
        expect(ranges.bytes).toBe(flags.filter(Boolean).length);
        const runs = flags.filter((flag, index) => flag && !flags[index - 1]).length;
        expect(ranges.count).toBe(runs);
      }
    }),
  );
});
