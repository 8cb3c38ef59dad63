import {expect, test} from 'vitest';
import {binomialInterval} from '../../../../src/lab/probe/binomial.js';

test('the interval of Clopper and Pearson', () => {
  // Closed forms: none of n gives 1 - (α/2)^(1/n), all of n gives (α/2)^(1/n).
  expect(binomialInterval(0, 100, 0.99)).toEqual({low: 0, high: expect.closeTo(0.0516, 4)});
  expect(binomialInterval(100, 100, 0.99)).toEqual({low: expect.closeTo(0.9484, 4), high: 1});
  // The usual textbook case at 95 %.
  const {low, high} = binomialInterval(5, 10, 0.95);
  expect(low).toBeCloseTo(0.1871, 4);
  expect(high).toBeCloseTo(0.8129, 4);
});

test('large trains do not underflow', () => {
  const {low, high} = binomialInterval(400, 4000, 0.99);
  expect(low).toBeGreaterThan(0.08);
  expect(high).toBeLessThan(0.12);
});
