import {expect, it} from 'vitest';
import {DelayFilter} from '../../../../src/lab/links/delay.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {Random} from '../../../../src/lab/links/random.js';

function delay(model: LinkModel): DelayFilter {
  const filter = new DelayFilter(new Random(1, 'delay'));
  filter.configure(model);
  return filter;
}

function leave(filter: DelayFilter, atMs: number): number {
  const transit = {atMs, sizeBytes: 100};
  filter.apply(transit);
  return transit.atMs;
}

it('delays by the time asked for, or not at all', () => {
  expect(leave(delay({delayMs: 12.5}), 100)).toBe(112.5);
  expect(leave(delay({}), 100)).toBe(100);
});

it('spreads jitter evenly on both sides of the delay', () => {
  const filter = delay({delayMs: 20, jitterMs: 5});
  // Packets far enough apart never push each other back.
  const delays = Array.from({length: 20_000}, (_, n) => leave(filter, n * 100) - n * 100);
  const share = (from: number, to: number) =>
    delays.filter((delayMs) => delayMs >= from && delayMs < to).length / delays.length;
  expect(share(15, 25)).toBe(1);
  for (const from of [15, 17.5, 20, 22.5]) expect(share(from, from + 2.5)).toBeCloseTo(0.25, 1);
});

it('never lets jitter deliver before the packet was sent', () => {
  const filter = delay({delayMs: 1, jitterMs: 5});
  for (let n = 0; n < 1000; n++) expect(leave(filter, n * 100)).toBeGreaterThanOrEqual(n * 100);
});

it('keeps the order under jitter', () => {
  const filter = delay({delayMs: 20, jitterMs: 15});
  const times = Array.from({length: 1000}, (_, n) => leave(filter, n));
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it('keeps the order when the delay is cut', () => {
  const filter = delay({delayMs: 100});
  expect(leave(filter, 0)).toBe(100);
  filter.configure({delayMs: 10});
  expect([leave(filter, 1), leave(filter, 95)]).toEqual([100, 105]);
});
