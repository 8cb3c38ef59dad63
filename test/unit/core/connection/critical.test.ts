import {expect, it} from 'vitest';
import {criticalCopies} from '../../../../src/core/connection/critical.js';

it.each([
  [0, 0],
  [0.002, 0],
  [0.01, 1],
  [0.05, 2],
  [0.1, 2],
  [0.3, 3],
  [0.9, 3],
])('at a loss of %d %d copies', (loss, copies) => {
  expect(criticalCopies(loss)).toBe(copies);
});

it('leaves fewer than two in a thousand to be sent again, up to three copies', () => {
  for (const loss of [0.01, 0.02, 0.05, 0.1, 0.2]) {
    expect(loss ** (1 + criticalCopies(loss))).toBeLessThanOrEqual(0.002);
  }
});
