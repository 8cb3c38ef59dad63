import {expect, test} from 'vitest';
import {queueSettledMs, rateSettledMs} from '../../../../src/scenario/bench/capacity-drop.js';

const DROP_AT_MS = 1000;
const NARROW = {rttMs: 50, rateBps: 8_000_000};

/** Offered every 10 ms: 5000 bytes/ms until `slowAtMs`, then 1000, which is the new capacity. */
function offered(slowAtMs: number) {
  let bytes = 0;
  return Array.from({length: 100}, (_, index) => {
    const atMs = DROP_AT_MS + index * 10;
    const sample = {atMs, bytes};
    bytes += 10 * (atMs < slowAtMs ? 5000 : 1000);
    return sample;
  });
}

test('the rate has settled where a whole round trip within the capacity begins', () => {
  expect(rateSettledMs(DROP_AT_MS, offered(1120), NARROW)).toBe(120);
  expect(rateSettledMs(DROP_AT_MS, offered(0), NARROW)).toBe(0);
});

test('a rate that never comes down, and a link that does not count, have not settled', () => {
  expect(rateSettledMs(DROP_AT_MS, offered(9999), NARROW)).toBeNull();
  expect(rateSettledMs(DROP_AT_MS, [], NARROW)).toBeNull();
});

test('the queue has settled when it stays short for a round trip after it was longest', () => {
  const queues = [5, 5, 60, 120, 18, 40, 19, 10, 5, 5, 5, 5];
  const samples = queues.map((queueMs, index) => ({atMs: 990 + index * 10, queueMs}));
  // 18 does not count: 40 comes within a round trip of it.
  expect(queueSettledMs(DROP_AT_MS, samples, 50)).toBe(50);
  expect(queueSettledMs(DROP_AT_MS, samples.slice(0, 4), 50)).toBeNull();
  expect(queueSettledMs(DROP_AT_MS, [], 50)).toBeNull();
});
