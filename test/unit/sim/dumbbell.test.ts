import {expect, it} from 'vitest';
import {createDumbbell} from '../../../src/sim/dumbbell.js';
import {jainIndex} from '../../../src/sim/jain-index.js';
import {Pacer} from '../../sim/support/pacer.js';

const OFF = Number.POSITIVE_INFINITY;
const BYTES = 1180;

function run(everyMs: readonly number[], seed = 1) {
  // 1250 bytes with headers, at 10 Mbit/s: 1 ms for a packet.
  const bottleneck = {up: {rateBps: 10e6, queueMsMax: 20, delayMs: 10}, down: {delayMs: 10}};
  const flows = everyMs.map((ms, index) => ({
    one: new Pacer(ms, BYTES),
    two: new Pacer(OFF, BYTES),
    access: {up: {delayMs: index, jitterMs: index / 2}, down: {}},
  }));
  const dumbbell = createDumbbell({seed, bottleneck, flows});
  dumbbell.network.drive(2000);
  return {...dumbbell, received: flows.map(({two}) => two.received)};
}

it('gives flows that fit into the bottleneck all they want', () => {
  const {received, up} = run([4, 4, 4]);
  expect(up.counts.dropped.queue).toBe(0);
  expect(received.every((count) => count > 490)).toBe(true);
});

it('shares the bottleneck among flows that do not, in proportion to what they send', () => {
  const {received, up} = run([1.01, 1.03, 1.07, 1.09]);
  expect(up.counts.dropped.queue).toBeGreaterThan(4000);
  const total = received.reduce((sum, count) => sum + count, 0);
  // Its last packet leaves 20 ms and more after it came.
  expect(total).toBeGreaterThan(1940);
  expect(total).toBeLessThan(2000);
  expect(jainIndex(received)).toBeGreaterThan(0.9);
});

it('is the same run for the same seed, and another one for another', () => {
  const hash = (seed: number) => run([2, 3, 5], seed).network.traceHash;
  expect(hash(1)).toBe(hash(1));
  expect(hash(1)).not.toBe(hash(2));
});
