import fc from 'fast-check';
import {expect, it} from 'vitest';
import {SEQUENCE_WINDOW} from '../../../../src/core/streams/limits.js';
import {SettledSequences} from '../../../../src/core/streams/settled-sequences.js';

it('knows what a set would know', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), {maxLength: 80}), (sequences) => {
      const settled = new SettledSequences();
      const model = new Set<number>();
      for (const sequence of sequences) {
        settled.settle(sequence);
        model.add(sequence);
        let base = 0;
        while (model.has(base)) base += 1;
        expect(settled.base).toBe(base);
        for (let other = 0; other < 45; other++) expect(settled.has(other)).toBe(model.has(other));
      }
    }),
  );
});

it('goes round its window', () => {
  const settled = new SettledSequences();
  for (let start = 0; start < 5 * SEQUENCE_WINDOW; start += SEQUENCE_WINDOW / 2) {
    const end = start + SEQUENCE_WINDOW / 2;
    for (let sequence = end - 1; sequence > start; sequence--) settled.settle(sequence);
    expect([settled.base, settled.has(end - 1), settled.has(end)]).toEqual([start, true, false]);
    settled.settle(start);
    expect(settled.base).toBe(end);
  }
  expect(settled.isBeyond(settled.base + SEQUENCE_WINDOW - 1)).toBe(false);
  expect(settled.isBeyond(settled.base + SEQUENCE_WINDOW)).toBe(true);
});
