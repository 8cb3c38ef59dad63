import fc from 'fast-check';
import {expect, it} from 'vitest';
import {TimeHeap} from '../../../src/sim/time-heap.js';

it('gives entries back by time, those of one time in the order they came', () => {
  const operation = fc.option(fc.nat(5));
  fc.assert(
    fc.property(fc.array(operation, {maxLength: 300, size: 'max'}), (operations) => {
      const heap = new TimeHeap();
      const model: {atMs: number; value: number}[] = [];
      const seen: number[] = [];
      const expected: number[] = [];
      operations.forEach((atMs, value) => {
        if (atMs !== null) {
          heap.push(atMs, value);
          const after = model.findIndex((entry) => entry.atMs > atMs);
          model.splice(after < 0 ? model.length : after, 0, {atMs, value});
        } else if (model.length > 0) {
          seen.push(heap.shift());
          expected.push(model.shift()?.value as number);
        }
        seen.push(heap.count, heap.dueMs);
        expected.push(model.length, model[0]?.atMs ?? Number.POSITIVE_INFINITY);
      });
      expect(seen).toEqual(expected);
    }),
  );
});
