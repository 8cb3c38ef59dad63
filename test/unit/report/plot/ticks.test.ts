import {expect, test} from 'vitest';
import {ticks} from '../../../../src/report/plot/ticks.js';

test('round numbers that cover the range', () => {
  expect(ticks(50, 5)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(ticks(19.3, 4)).toEqual([0, 5, 10, 15, 20]);
  expect(ticks(0.25, 5)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25]);
  expect(ticks(1234, 4)).toEqual([0, 500, 1000, 1500]);
});

test('a range of nothing still has an axis', () => {
  expect(ticks(0, 4)).toEqual([0, 1]);
});
