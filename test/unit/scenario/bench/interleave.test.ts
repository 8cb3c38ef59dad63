import {expect, test} from 'vitest';
import {interleaved} from '../../../../src/scenario/bench/interleave.js';

test('another one begins in each run, and all have their turn', () => {
  const items = ['a', 'b', 'c'];
  expect([0, 1, 2, 3].map((run) => interleaved(items, run).join(''))).toEqual([
    'abc',
    'bca',
    'cab',
    'abc',
  ]);
});
