import fc from 'fast-check';
import {expect, it} from 'vitest';
import {DueTable} from '../../../src/sim/due-table.js';

it('knows who is due first however times change, of equal ones the lowest number', () => {
  const change = fc.tuple(fc.nat(99), fc.oneof(fc.nat(9), fc.constant(Number.POSITIVE_INFINITY)));
  fc.assert(
    fc.property(fc.integer({min: 1, max: 40}), fc.array(change), (count, changes) => {
      const table = new DueTable();
      const dueMs = Array.from({length: count}, () => Number.POSITIVE_INFINITY);
      dueMs.forEach((_, index) => {
        expect(table.add()).toBe(index);
      });
      const seen: number[] = [];
      const expected: number[] = [];
      for (const [which, atMs] of changes) {
        dueMs[which % count] = atMs;
        table.set(which % count, atMs);
        const firstMs = Math.min(...dueMs);
        seen.push(table.firstMs, table.first);
        expected.push(firstMs, dueMs.indexOf(firstMs));
      }
      expect(seen).toEqual(expected);
    }),
  );
});

it('is never due when it is empty', () => {
  expect(new DueTable().firstMs).toBe(Number.POSITIVE_INFINITY);
});
