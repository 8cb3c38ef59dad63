import {expect, test} from 'vitest';
import {IntervalSpread} from '../../../../src/agent/bench/spread.js';

function spreadOf(...atMs: number[]): number {
  const spread = new IntervalSpread();
  for (const at of atMs) spread.add(at);
  return spread.sdMs;
}

test('a steady pace has no spread', () => {
  expect(spreadOf(100, 120, 140, 160)).toBe(0);
});

test('the standard deviation of intervals of 1, 2 and 6', () => {
  expect(spreadOf(0, 1, 3, 9)).toBeCloseTo(Math.sqrt(7), 12);
});

test('one interval has none either', () => {
  expect(spreadOf(0, 5)).toBe(0);
  expect(spreadOf()).toBe(0);
});
