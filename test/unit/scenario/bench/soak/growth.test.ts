import {expect, test} from 'vitest';
import {growthOf} from '../../../../../src/scenario/bench/soak/growth.js';

test('the last tenth against the second one: neither warm-up nor a single peak counts', () => {
  const values = Array.from({length: 100}, () => 50);
  values[0] = 5;
  values[95] = 900;
  expect(growthOf(values)).toBe(0);
});

test('what grows by one a sample grows by eighty from the second tenth to the last of a hundred', () => {
  expect(growthOf(Array.from({length: 100}, (_, index) => index))).toBe(80);
});

test('medians of an odd number and of two', () => {
  const thirds = [...Array.from({length: 27}, () => 1), 4, 9, 5];
  expect(growthOf(thirds)).toBe(4);
  const halves = [...Array.from({length: 18}, () => 1), 4, 5];
  expect(growthOf(halves)).toBe(3.5);
});

test('too few to tell', () => {
  expect(growthOf([1, 2, 3])).toBeNull();
});
