import {expect} from 'vitest';
import {Flows} from './flows.js';
import {seeded} from './seeded.js';

const DELAY_MS = 25;

seeded('the standing queue is short where the buffer is long', (seed) => {
  const flows = new Flows({seed, up: {delayMs: DELAY_MS, rateBps: 20e6, queueMsMax: 250}});
  flows.drive(10_000);
  expect(flows.oneWayMs(0.95, 2000, 10_000) - DELAY_MS).toBeLessThan(20);
  expect(flows.goodputMbps(2000, 10_000)).toBeGreaterThan(0.85 * 20);
});

seeded('a fifth of the capacity is noticed within four round trips', (seed) => {
  const change = {atMs: 4000, change: {rateBps: 10e6}};
  const flows = new Flows({
    seed,
    up: {delayMs: DELAY_MS, rateBps: 50e6, queueMsMax: 250, timeline: [change]},
  });
  flows.drive(change.atMs);
  expect(flows.metrics().pacingRateMbps).toBeGreaterThan(40);
  flows.drive(change.atMs + 4 * 2 * DELAY_MS);
  expect(flows.metrics().pacingRateMbps).toBeLessThan(10);
  flows.drive(8000);
  // What was sent before it was noticed has gone a second later, and the link is in use.
  expect(flows.oneWayMs(0.95, 5000, 8000) - DELAY_MS).toBeLessThan(30);
  expect(flows.goodputMbps(5000, 8000)).toBeGreaterThan(0.8 * 10);
});
