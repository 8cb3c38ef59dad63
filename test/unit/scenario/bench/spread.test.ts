import {expect, test} from 'vitest';
import {spreadOf} from '../../../../src/scenario/bench/spread.js';

test('the median of an odd and of an even number of values', () => {
  expect(spreadOf([3, 1, 10])).toEqual({median: 3, min: 1, max: 10});
  expect(spreadOf([4, 1, 2, 10])).toEqual({median: 3, min: 1, max: 10});
  expect(spreadOf([])).toBeNull();
});
