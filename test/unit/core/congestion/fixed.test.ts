import {expect, it} from 'vitest';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {PACKET_BYTES, PathDriver} from './path-samples.js';

it('keeps its rate whatever happens, with a window of twice what a round trip holds', () => {
  const fixed = new Fixed({rateMbps: 80});
  const path = new PathDriver(fixed, 50);
  path.round();
  const before = fixed.window;
  expect(before).toBe(2 * 10_000 * 50);
  path.lose(100);
  fixed.onSpuriousLoss();
  fixed.onBlackoutEnd();
  expect({rate: fixed.pacingRate, window: fixed.window}).toEqual({rate: 10_000, window: before});
  expect(fixed.metrics()).toMatchObject({name: 'fixed', pacingRateMbps: 80, windowBytes: before});
});

it('leaves room for ten packets at the lowest rates', () => {
  expect(new Fixed({rateMbps: 0.001}).window).toBe(10 * PACKET_BYTES);
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a rate of %d', (rateMbps) => {
  expect(() => new Fixed({rateMbps})).toThrow(RangeError);
});
