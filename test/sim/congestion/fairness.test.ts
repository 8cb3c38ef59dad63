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

interface Rivals {
  first: 'glide' | 'cubic';
  /** After the first one. */
  secondStartMs: number;
  queueMsMax: number;
  measuredMs: [number, number];
}

/** Of glide beside one CUBIC flow. */
function shareBesideCubic(seed: number, rivals: Rivals): number {
  const {first, secondStartMs, queueMsMax, measuredMs} = rivals;
  const second = first === 'glide' ? 'cubic' : 'glide';
  const up = {delayMs: DELAY_MS, rateBps: 20e6, queueMsMax};
  const plans: FlowPlan[] = [{algorithm: first}, {algorithm: second, startMs: secondStartMs}];
  const flows = new Flows({seed, up, flows: plans});
  flows.drive(measuredMs[1]);
  const [one, two] = flows.goodputsMbps(...measuredMs) as [number, number];
  return (first === 'glide' ? one : two) / (one + two);
}

for (const queueMsMax of [50, 200]) {
  seeded(`beside CUBIC that comes later glide keeps its share, queue ${queueMsMax} ms`, (seed) => {
    const rivals = {first: 'glide' as const, secondStartMs: 3000, queueMsMax};
    const share = shareBesideCubic(seed, {...rivals, measuredMs: [10_000, 25_000]});
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
  });
}

// It has seen neither an empty queue nor the whole link. CUBIC's window swings: what glide meets depends
// on when it comes.
for (const queueMsMax of [50, 100, 250]) {
  seeded(`beside CUBIC that was first glide has its share, queue ${queueMsMax} ms`, (seed) => {
    const shares = [450, 500, 550].map((secondStartMs) =>
      shareBesideCubic(seed, {
        ...{first: 'cubic' as const, secondStartMs: secondStartMs + seed, queueMsMax},
        measuredMs: [2500, 12_500],
      }),
    );
    const mean = shares.reduce((sum, share) => sum + share) / shares.length;
    expect(mean).toBeGreaterThan(0.25);
  });
}
