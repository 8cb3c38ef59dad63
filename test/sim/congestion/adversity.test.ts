import {expect} from 'vitest';
import {Flows} from './flows.js';
import {seeded} from './seeded.js';

const DELAY_MS = 25;

/** Share of packets a link without a queue drops of one flow, from 3 s to 20 s. */
function steadyLoss(seed: number, rateBps: number): number {
  const flows = new Flows({seed, up: {delayMs: DELAY_MS, rateBps, queueMsMax: 1}});
  flows.drive(3000);
  const before = flows.queueDrops;
  flows.drive(20_000);
  const {dropped, offered} = flows.queueDrops;
  return (dropped - before.dropped) / (offered - before.offered);
}

seeded('loss of its own making is not made up for: no queue, 20 Mbit/s', (seed) => {
  expect(steadyLoss(seed, 20e6)).toBeLessThan(0.05);
});

seeded('the rate is there at once after a blackout', (seed) => {
  const blackouts = [{atMs: 4000, forMs: 2000}];
  const flows = new Flows({
    seed,
    up: {delayMs: DELAY_MS, rateBps: 50e6, queueMsMax: 100, blackouts},
    down: {delayMs: DELAY_MS, blackouts},
  });
  flows.drive(7000);
  expect(flows.throughputMbps(3000, 4000)).toBeGreaterThan(40);
  // A silent path is asked every 250 ms; then the answer takes a round trip and the data half of one.
  expect(flows.throughputMbps(6350, 6400)).toBeGreaterThan(0.8 * 47);
});
