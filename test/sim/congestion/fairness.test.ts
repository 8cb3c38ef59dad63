import {expect} from 'vitest';
import {jainIndex} from '../../../src/sim/jain-index.js';
import {type FlowPlan, Flows} from './flows.js';
import {seeded} from './seeded.js';

const DELAY_MS = 25;

seeded('four flows that begin one after the other share evenly', (seed) => {
  const plans: FlowPlan[] = [0, 500, 1000, 1500].map((startMs) => ({algorithm: 'glide', startMs}));
  const up = {delayMs: DELAY_MS, rateBps: 50e6, queueMsMax: 100};
  const flows = new Flows({seed, up, flows: plans});
  flows.drive(20_000);
  const goodputs = flows.goodputsMbps(8000, 20_000);
  expect(jainIndex(goodputs)).toBeGreaterThan(0.9);
  expect(goodputs.reduce((sum, share) => sum + share)).toBeGreaterThan(0.85 * 50);
});

/** Of glide beside one CUBIC flow that begins three seconds later, or earlier. */
function shareBesideCubic(seed: number, queueMsMax: number, first: 'glide' | 'cubic'): number {
  const second = first === 'glide' ? 'cubic' : 'glide';
  const up = {delayMs: DELAY_MS, rateBps: 20e6, queueMsMax};
  const plans: FlowPlan[] = [{algorithm: first}, {algorithm: second, startMs: 3000}];
  const flows = new Flows({seed, up, flows: plans});
  flows.drive(25_000);
  const [one, two] = flows.goodputsMbps(10_000, 25_000) as [number, number];
  return (first === 'glide' ? one : two) / (one + two);
}

for (const queueMsMax of [50, 200]) {
  seeded(`beside CUBIC that comes later glide keeps its share, queue ${queueMsMax} ms`, (seed) => {
    const share = shareBesideCubic(seed, queueMsMax, 'glide');
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
  });
}

// It has never seen the queue empty and yields too much: docs/glide.md has the figures.
seeded('beside CUBIC that was first glide does not starve', (seed) => {
  expect(shareBesideCubic(seed, 200, 'cubic')).toBeGreaterThan(0.05);
});
