import {expect} from 'vitest';
import type {PathQuality} from '../../../src/core/paths/quality.js';
import type {LinkModel, LinkModels} from '../../../src/lab/links/model.js';
import {seeded} from '../congestion/seeded.js';
import {SteadyPair} from '../support/steady-pair.js';

const EVERY_MS = 10;
const both = (model: LinkModel): LinkModels => ({up: model, down: model});
const DIRECT = both({delayMs: 25});
const RELAY = both({delayMs: 30});

/** Nothing is sent until `untilMs` but what the paths ask for themselves. */
function idle(seed: number, paths: readonly LinkModels[], untilMs: number): SteadyPair {
  const steady = new SteadyPair({seed, paths});
  steady.pair.drive(untilMs);
  return steady;
}

function qualityOf({one, pair}: SteadyPair): PathQuality[] {
  return one.transport.quality(pair.now);
}

seeded('an idle path alone is measured', (seed) => {
  const [path, ...others] = qualityOf(idle(seed, [DIRECT], 20_000));
  expect(others).toEqual([]);
  expect(path).toMatchObject({
    ...{isActive: true, isDoubtful: false, isSilent: false, loss: 0},
    ...{deliveryRateBps: 0, isAppLimited: true},
  });
  expect(path?.rttMs).toBeCloseTo(50, 0);
  expect(path?.forecast?.rttMs).toBeCloseTo(50, 0);
  expect(path?.jitterMs).toBeLessThan(1);
});

seeded('a path that nobody uses costs at most two small packets a second each way', (seed) => {
  for (const paths of [[DIRECT], [DIRECT, RELAY]]) {
    const steady = idle(seed, paths, 10_000);
    const ends = [steady.one.transport, steady.two.transport];
    const before = ends.map(({stats}) => stats);
    steady.pair.drive(110_000);
    for (const [index, {stats}] of ends.entries()) {
      const packets = stats.packetsSent - (before[index]?.packetsSent ?? 0);
      const bytes = stats.bytesSent - (before[index]?.bytesSent ?? 0);
      expect(packets).toBeGreaterThan(90 * paths.length);
      expect(packets).toBeLessThanOrEqual(200 * paths.length + 2);
      expect(bytes / packets).toBeLessThan(20);
    }
  }
});

seeded('an idle path whose round trip changes is known within ten seconds', (seed) => {
  const slower = both({delayMs: 25, timeline: [{atMs: 5000, change: {delayMs: 100}}]});
  const steady = idle(seed, [slower], 5000);
  expect(qualityOf(steady)[0]?.rttMs).toBeCloseTo(50, 0);
  steady.pair.drive(7000);
  expect(qualityOf(steady)[0]?.forecast?.rttMs).toBeGreaterThan(190);
  steady.pair.drive(15_000);
  expect(qualityOf(steady)[0]?.rttMs).toBeGreaterThan(175);
});

seeded('an idle path that dies is silent, and comes back', (seed) => {
  const blackouts = [{atMs: 5000, forMs: 10_000}];
  const steady = idle(seed, [both({delayMs: 25, blackouts})], 9000);
  expect(qualityOf(steady)[0]).toMatchObject({isActive: true, isSilent: true});
  steady.pair.drive(17_000);
  expect(qualityOf(steady)[0]).toMatchObject({isDoubtful: false, isSilent: false});
  expect(qualityOf(steady)[0]?.rttMs).toBeCloseTo(50, 0);
  // What was lost in the silence says nothing of now.
  expect(qualityOf(steady)[0]?.loss).toBeLessThan(0.02);
});

seeded('an answer that comes late is no loss', (seed) => {
  const timeline = [
    {atMs: 5000, change: {delayMs: 400}},
    {atMs: 6500, change: {delayMs: 25}},
  ];
  const steady = idle(seed, [both({delayMs: 25, timeline})], 20_000);
  expect(qualityOf(steady)[0]?.rttMs).toBeLessThan(80);
  // One of sixty would be 0.016.
  expect(qualityOf(steady)[0]?.loss).toBeLessThan(0.005);
});

seeded('a standby is measured beside the path that carries the traffic', (seed) => {
  const steady = new SteadyPair({seed, paths: [both({delayMs: 25, loss: 0.05}), RELAY]});
  steady.run(30_000, EVERY_MS);
  const [direct, relay] = qualityOf(steady);
  // 200 bytes every 10 ms, and what is lost is sent again.
  expect(direct).toMatchObject({isActive: true, isAppLimited: true});
  expect(direct?.deliveryRateBps).toBeGreaterThan(150_000);
  expect(direct?.deliveryRateBps).toBeLessThan(250_000);
  expect(direct?.loss).toBeGreaterThan(0.01);
  expect(direct?.loss).toBeLessThan(0.12);
  expect(relay).toMatchObject({isActive: false, isDoubtful: false, loss: 0});
  // It has copies of what may be lost; a peer acknowledges them 2 ms later.
  expect(relay?.rttMs).toBeGreaterThan(59.5);
  expect(relay?.rttMs).toBeLessThan(62.5);
});

const RAMP_FROM_MS = 3000;
const STEP_MS = 20;

/** The round trip grows from 50 by 50 ms a second, in steps. */
const rttAt = (now: number) =>
  50 + Math.max(0, Math.floor((now - RAMP_FROM_MS) / STEP_MS) * STEP_MS * 0.05);

seeded('the forecast is nearer to what comes in 200 ms than what is measured now', (seed) => {
  const timeline = Array.from({length: 150}, (_, step) => {
    const atMs = RAMP_FROM_MS + step * STEP_MS;
    return {atMs, change: {delayMs: rttAt(atMs) / 2}};
  });
  const steady = new SteadyPair({seed, paths: [both({delayMs: 25, timeline})]});
  const errors = {forecast: 0, smoothed: 0};
  for (let untilMs = RAMP_FROM_MS + 1000; untilMs < RAMP_FROM_MS + 2800; untilMs += 100) {
    steady.run(untilMs, EVERY_MS);
    const [path] = qualityOf(steady);
    const comes = rttAt(steady.pair.now + 200);
    errors.forecast += Math.abs((path?.forecast?.rttMs ?? 0) - comes);
    errors.smoothed += Math.abs((path?.rttMs ?? 0) - comes);
  }
  expect(errors.forecast).toBeLessThan(errors.smoothed / 2);
});
