import {expect, it} from 'vitest';
import {jainIndex} from '../../../src/sim/jain-index.js';

it('is 1 for equal shares and 1/n when one has everything', () => {
  expect(jainIndex([5, 5, 5])).toBeCloseTo(1);
  expect(jainIndex([9, 0, 0, 0])).toBeCloseTo(0.25);
  expect(jainIndex([3, 1])).toBeCloseTo(0.8);
  expect(jainIndex([])).toBeNaN();
});
