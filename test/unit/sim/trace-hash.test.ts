import {expect, it} from 'vitest';
import {TraceHash} from '../../../src/sim/trace-hash.js';

type Event = [event: number, atMs: number, ...words: number[]];

const hashOf = (...events: Event[]) => {
  const hash = new TraceHash();
  for (const [event, atMs, ...words] of events) {
    hash.add(event, atMs, Int32Array.from(words), words.length);
  }
  return hash.digest();
};

it('is the same for the same events and another one for any other', () => {
  expect(hashOf([1, 0.5, 7])).toBe(hashOf([1, 0.5, 7]));
  const different: Event[][] = [
    [],
    [[1, 0.5, 7]],
    [[2, 0.5, 7]],
    [[1, 0.5 + Number.EPSILON, 7]],
    [[1, 0.5, 8]],
    [[1, 0.5]],
    [[1, 0.5, 7, 0]],
    [
      [1, 0.5, 7],
      [2, 0.5],
    ],
    [
      [2, 0.5],
      [1, 0.5, 7],
    ],
  ];
  expect(new Set(different.map((events) => hashOf(...events))).size).toBe(different.length);
  expect(hashOf()).toMatch(/^[0-9a-f]{16}$/);
});
