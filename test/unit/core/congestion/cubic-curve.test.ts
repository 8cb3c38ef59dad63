import {expect, it} from 'vitest';
import {CubicCurve} from '../../../../src/core/congestion/cubic-curve.js';

it('is at the reduced window at first, at the old one after K, and as far above after 2 K', () => {
  const curve = new CubicCurve(70, 100, 100);
  // K = cbrt((100 - 70) / 0.4)
  expect(curve.k).toBeCloseTo(4.217163, 6);
  expect(curve.at(0)).toBeCloseTo(70, 9);
  expect(curve.at(curve.k)).toBe(100);
  expect(curve.at(2 * curve.k)).toBeCloseTo(130, 9);
  // 0.4 * (1 - 4.217163)^3 + 100
  expect(curve.at(1)).toBeCloseTo(86.680764, 5);
});

it('begins flat where there was no reduction', () => {
  const curve = new CubicCurve(50, 50, 50);
  expect(curve.k).toBe(0);
  expect([0, 1, 2, 5].map((seconds) => curve.at(seconds))).toEqual([50, 50.4, 53.2, 100]);
});

it('moves towards the curve one round trip ahead, by a share for each packet', () => {
  const curve = new CubicCurve(70, 100, 100);
  const ahead = curve.at(1.1);
  expect(curve.grow(80, 8, 1, 0.1)).toBeCloseTo(80 + (ahead - 80) / 10, 9);
});

it('grows by no more than half in a round trip', () => {
  const curve = new CubicCurve(70, 100, 100);
  expect(curve.grow(100, 100, 60, 0.1)).toBe(150);
});

it('grows as Reno where that is faster: 9/17 of a packet a round trip, then one', () => {
  const curve = new CubicCurve(7, 10, 10);
  let window = 7;
  const windows: number[] = [];
  for (let round = 1; round <= 8; round++) {
    window = curve.grow(window, window, 0.001 * round, 0.001);
    windows.push(window);
  }
  const slow = [1, 2, 3, 4, 5, 6].map((rounds) => 7 + (rounds * 9) / 17);
  for (const [index, expected] of [...slow, (slow[5] ?? 0) + 1, (slow[5] ?? 0) + 2].entries())
    expect(windows[index]).toBeCloseTo(expected, 9);
});
