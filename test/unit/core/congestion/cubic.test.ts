import {expect, it} from 'vitest';
import {Cubic} from '../../../../src/core/congestion/cubic.js';
import {PACKET_BYTES, PathDriver} from './path-samples.js';

function driver(rttMs = 100) {
  const cubic = new Cubic({initialRttMs: rttMs});
  return {cubic, path: new PathDriver(cubic, rttMs)};
}

/** In congestion avoidance at 70 packets, after a loss at 100, with the losses of that time over. */
function afterLoss(rttMs = 100) {
  const {cubic, path} = driver(rttMs);
  path.growTo(100);
  path.lose(1);
  path.now += 1.3 * rttMs;
  return {cubic, path};
}

it('begins with ten packets, sent over half a round trip', () => {
  const {cubic} = driver();
  expect(cubic.window).toBe(12_000);
  expect(cubic.pacingRate).toBe(240);
  expect(cubic.metrics()).toMatchObject({name: 'cubic', phase: 'slow start', windowBytes: 12_000});
  expect(cubic.metrics().pacingRateMbps).toBeCloseTo(1.92, 9);
});

it('doubles in every round of slow start', () => {
  const {path} = driver();
  path.round({}, 1);
  path.round({}, 1);
  expect(path.packets).toBe(40);
});

it('keeps 70 % of the window after a loss, and paces at 1.25 windows a round trip', () => {
  const {cubic, path} = afterLoss();
  expect(path.packets).toBeCloseTo(70, 9);
  expect(cubic.pacingRate).toBeCloseTo((1.25 * 70 * PACKET_BYTES) / 100, 9);
});

it('reduces once for all losses of a round trip, and again for those after it', () => {
  const {cubic, path} = driver();
  path.growTo(100);
  path.lose(3);
  path.now += 50;
  path.lose(5);
  path.now += 70;
  path.lose(5);
  expect(path.packets).toBeCloseTo(70, 9);
  expect(cubic.metrics().phase).toBe('recovery');
  path.now += 10;
  path.lose(1);
  expect(path.packets).toBeCloseTo(49, 9);
});

it('does not grow before the losses of the reduction are over', () => {
  const {path} = driver();
  path.growTo(100);
  path.lose(1);
  path.round({}, 1);
  expect(path.packets).toBeCloseTo(70, 9);
});

it('follows the cubic function: back at the old window after K, then beyond', () => {
  const {cubic, path} = afterLoss();
  const beganMs = path.now;
  path.sample({ackedBytes: PACKET_BYTES});
  while (path.now - beganMs < 4217) path.round();
  expect(cubic.metrics().phase).toBe('congestion avoidance');
  expect(path.packets).toBeGreaterThan(99.5);
  expect(path.packets).toBeLessThan(100.5);
  while (path.now - beganMs < 2 * 4217) path.round();
  expect(path.packets).toBeGreaterThan(127);
  expect(path.packets).toBeLessThan(132);
});

it('gives up some of the old maximum when it lost below it (fast convergence)', () => {
  // Round trips so long that Reno would be slower.
  const {path} = afterLoss(400);
  path.lose(1);
  expect(path.packets).toBeCloseTo(49, 9);
  path.now += 1.3 * 400;
  // W_max = 70 * 0.85 = 59.5, so K = cbrt((59.5 - 49) / 0.4) = 2.97 s.
  const beganMs = path.now;
  path.sample({ackedBytes: PACKET_BYTES});
  while (path.now - beganMs < 2972) path.round();
  expect(path.packets).toBeGreaterThan(59);
  expect(path.packets).toBeLessThan(61);
});

it('does not grow for an application that does not use the window, nor count the time', () => {
  const {path} = afterLoss();
  path.sample({ackedBytes: PACKET_BYTES});
  const before = path.packets;
  for (let round = 0; round < 100; round++) path.round({isAppLimited: true});
  expect(path.packets).toBe(before);
  path.round();
  expect(path.packets - before).toBeLessThan(3);
});

it('does not grow in slow start for an application without data', () => {
  const {path} = driver();
  path.round({isAppLimited: true});
  expect(path.packets).toBe(10);
});

it('takes a reduction back when everything lost arrived after all', () => {
  const {cubic, path} = driver();
  path.growTo(100);
  path.lose(2);
  path.now += 20;
  path.lose(1);
  cubic.onSpuriousLoss(path.now, 2 * PACKET_BYTES);
  expect(path.packets).toBeCloseTo(70, 9);
  cubic.onSpuriousLoss(path.now, PACKET_BYTES);
  expect(path.packets).toBeCloseTo(100, 9);
  expect(cubic.metrics().phase).toBe('slow start');
});

it('begins again with two packets after a blackout, in slow start up to the reduced window', () => {
  const {cubic, path} = driver();
  path.growTo(100);
  cubic.onBlackoutEnd(path.now);
  expect(path.packets).toBe(2);
  expect(cubic.metrics().phase).toBe('slow start');
  for (let round = 0; round < 6; round++) path.round({}, 1);
  expect(cubic.metrics().phase).toBe('congestion avoidance');
  expect(path.packets).toBeGreaterThanOrEqual(70);
});

it('never falls below two packets', () => {
  const {path} = driver();
  for (let loss = 0; loss < 20; loss++) {
    path.lose(1);
    path.now += 130;
  }
  expect(path.packets).toBe(2);
});

it('leaves slow start when round trips rise and stay so: HyStart++', () => {
  const {cubic, path} = driver();
  path.round({rttMs: 100});
  path.round({rttMs: 100});
  path.round({rttMs: 113});
  expect(cubic.metrics().phase).toBe('conservative slow start');
  const before = path.packets;
  path.round({rttMs: 113}, 1);
  expect(path.packets / before).toBeCloseTo(1.25, 9);
  for (let round = 0; round < 4; round++) path.round({rttMs: 113});
  expect(cubic.metrics().phase).toBe('congestion avoidance');
});

it('goes back to slow start when the rise was jitter', () => {
  const {cubic, path} = driver();
  path.round({rttMs: 100});
  path.round({rttMs: 113});
  expect(cubic.metrics().phase).toBe('conservative slow start');
  path.round({rttMs: 101});
  expect(cubic.metrics().phase).toBe('slow start');
});

it('takes a rise below an eighth of the round trip for noise, within 4 and 16 ms', () => {
  for (const [baseMs, noiseMs, riseMs] of [
    [10, 3.9, 4],
    [80, 9.9, 10],
    [400, 15.9, 16],
  ] as const) {
    for (const addedMs of [noiseMs, riseMs]) {
      const {cubic, path} = driver(baseMs);
      path.round({rttMs: baseMs});
      path.round({rttMs: baseMs + addedMs});
      expect(cubic.metrics().phase).toBe(
        addedMs === riseMs ? 'conservative slow start' : 'slow start',
      );
    }
  }
});

it('says what share was lost in the last round, and how long the queue is', () => {
  const {cubic, path} = driver();
  path.sample({isRoundStart: true, ackedBytes: 9 * PACKET_BYTES, lostBytes: PACKET_BYTES});
  path.sample({isRoundStart: true, ackedBytes: PACKET_BYTES, smoothedRttMs: 120});
  expect(cubic.metrics()).toMatchObject({lossPct: 10, queueMs: 20, minRttMs: 100});
});
