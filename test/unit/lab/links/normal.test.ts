import {expect, it} from 'vitest';
import {normalQuantile, normalShareBelow} from '../../../../src/lab/links/normal.js';

/** Tables of the standard normal distribution. */
const POINTS = [
  [0.5, 0],
  [0.841344746, 1],
  [0.975, 1.959963985],
  [0.995, 2.575829304],
  [0.999968329, 4],
] as const;

it.each(POINTS)('knows that the share %d lies below %d', (share, z) => {
  expect(normalShareBelow(z)).toBeCloseTo(share, 6);
  expect(normalShareBelow(-z)).toBeCloseTo(1 - share, 6);
  expect(normalQuantile(share)).toBeCloseTo(z, 4);
  expect(normalQuantile(1 - share)).toBeCloseTo(-z, 4);
});

it('goes there and back', () => {
  for (let z = -4; z <= 4; z += 0.1) {
    expect(normalQuantile(normalShareBelow(z))).toBeCloseTo(z, 2);
  }
});

it('stays finite at the ends that the random numbers have', () => {
  expect(normalQuantile(2 ** -33)).toBeCloseTo(-6.34, 1);
  expect(normalQuantile(1 - 2 ** -33)).toBeCloseTo(6.34, 1);
});
