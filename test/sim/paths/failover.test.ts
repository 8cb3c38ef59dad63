import {expect} from 'vitest';
import type {LinkModel, LinkModels} from '../../../src/lab/links/model.js';
import {seeded} from '../congestion/seeded.js';
import {SteadyPair} from '../support/steady-pair.js';

const EVERY_MS = 10;
const FAULT_MS = 3000;
const LASTING_MS = 60_000;
const both = (model: LinkModel): LinkModels => ({up: model, down: model});
const RELAY = both({delayMs: 30});
const dead = (forMs = LASTING_MS) => ({blackouts: [{atMs: FAULT_MS, forMs}]});

/** Over two seconds, in steps: `of` is told how far it has come, 0 to 1. */
function ramp(of: (share: number) => LinkModel): LinkModels {
  const steps = 20;
  const timeline = Array.from({length: steps}, (_, step) => ({
    atMs: FAULT_MS + (2000 * step) / steps,
    change: of((step + 1) / steps),
  }));
  return both({delayMs: 25, timeline});
}

/** A message every 10 ms over the direct path and a relay, with a fault at three seconds. */
function run(seed: number, direct: LinkModels, untilMs: number, relay = RELAY) {
  const steady = new SteadyPair({seed, paths: [direct, relay]});
  steady.run(untilMs, EVERY_MS);
  steady.pair.drive(untilMs + 3000);
  expect(steady.two.arrivals.map(({id}) => id)).toEqual([...Array(steady.sent).keys()]);
  const moves = steady.one.events.flatMap(({atMs, event}) =>
    event.type === 'moved' ? [{atMs, to: event.to, reason: event.reason}] : [],
  );
  return {gapMs: steady.gapMs, moves};
}

/** Of the messages of a second, the largest share that took longer than `withinMs` one way. */
function lateShareMax({two, sent}: SteadyPair, withinMs: number): number {
  const arrivedAtMs = new Map(two.arrivals.map(({id, atMs}) => [id, atMs]));
  const isLate = Array.from({length: sent}, (_, id) =>
    Number((arrivedAtMs.get(id) ?? Number.POSITIVE_INFINITY) - id * EVERY_MS > withinMs),
  );
  const size = 1000 / EVERY_MS;
  const shares = isLate.slice(size).map((_, from) => {
    const window = isLate.slice(from, from + size);
    return window.reduce((sum, late) => sum + late, 0) / size;
  });
  return Math.max(...shares);
}

const SEEDS = 10;
const seeds = (first: number) => Array.from({length: SEEDS}, (_, index) => first + index);

seeded('a path that dies is left within three round trips', (first) => {
  for (const seed of seeds(first)) {
    const {gapMs, moves} = run(seed, both({delayMs: 25, ...dead()}), 5000);
    expect(gapMs).toBeLessThan(100);
    expect(moves).toEqual([{atMs: expect.any(Number), to: 1, reason: 'silent'}]);
    expect(moves[0]?.atMs).toBeLessThan(FAULT_MS + 250);
  }
});

seeded('a path that dies with loss on both is left in a quarter of a second', (first) => {
  for (const seed of seeds(first)) {
    const direct = both({delayMs: 25, loss: 0.05, ...dead()});
    expect(run(seed, direct, 5000, both({delayMs: 30, loss: 0.01})).gapMs).toBeLessThan(300);
  }
});

seeded('when the path in use dies and its standby with it, the next one takes over', (first) => {
  for (const seed of seeds(first)) {
    const [direct, relay] = [both({delayMs: 25, ...dead()}), both({delayMs: 30, ...dead()})];
    const steady = new SteadyPair({seed, paths: [direct, relay, both({delayMs: 32})]});
    steady.run(5000, EVERY_MS);
    expect(steady.gapMs).toBeLessThan(200);
    const moves = steady.one.events.flatMap(({event}) => (event.type === 'moved' ? event.to : []));
    expect(moves).toEqual([2]);
    steady.pair.drive(8000);
    expect(steady.two.arrivals.map(({id}) => id)).toEqual([...Array(steady.sent).keys()]);
  }
});

seeded('when every path dies at once, each is soon in doubt', (first) => {
  for (const seed of seeds(first)) {
    const steady = new SteadyPair({
      seed,
      paths: [both({delayMs: 25, ...dead()}), both({delayMs: 30, ...dead()})],
    });
    steady.run(FAULT_MS + 1600, EVERY_MS);
    for (const {transport} of [steady.one, steady.two]) {
      const overdueMs = transport.quality(steady.pair.now).map((path) => path.overdueMs);
      expect(Math.min(...overdueMs), `${overdueMs}`).toBeGreaterThan(0);
    }
  }
});

seeded('silence in one direction is noticed at both ends', (first) => {
  for (const seed of seeds(first)) {
    const up = {up: {delayMs: 25, ...dead()}, down: {delayMs: 25}};
    expect(run(seed, up, 5000).gapMs).toBeLessThan(150);
    const down = {up: {delayMs: 25}, down: {delayMs: 25, ...dead()}};
    const {gapMs, moves} = run(seed, down, 5000);
    expect(gapMs).toBeLessThan(50);
    expect(moves).toHaveLength(1);
  }
});

seeded('a path that comes back is used again within five seconds', (first) => {
  const {moves} = run(first, both({delayMs: 25, ...dead(3000)}), 14_000);
  expect(moves.map(({to, reason}) => `${to} ${reason}`)).toEqual(['1 silent', '0 better']);
  expect(moves[1]?.atMs).toBeLessThan(FAULT_MS + 3000 + 5000);
});

seeded('who comes back to a path does not overload it', (first) => {
  for (const seed of seeds(first).slice(0, 3)) {
    const bottleneck = {rateBps: 20e6, queueMsMax: 40};
    const direct = both({delayMs: 25, ...bottleneck, ...dead(1000)});
    const paths = [direct, both({delayMs: 30, ...bottleneck})];
    const steady = new SteadyPair({seed, paths, hasBulk: true});
    steady.run(FAULT_MS, EVERY_MS);
    const {packetsLost} = steady.one.transport.stats;
    steady.run(FAULT_MS + 6000, EVERY_MS);
    const moves = steady.one.events.flatMap(({event}) => (event.type === 'moved' ? event.to : []));
    expect(moves).toEqual([1, 0]);
    // Of ten thousand.
    expect(steady.one.transport.stats.packetsLost - packetsLost).toBeLessThan(100);
  }
});

seeded('a path that comes and goes is not followed', (first) => {
  const blackouts = Array.from({length: 20}, (_, n) => ({atMs: FAULT_MS + n * 6000, forMs: 3000}));
  const {moves} = run(first, both({delayMs: 25, blackouts}), 120_000);
  expect(moves.length).toBeLessThanOrEqual(3);
});

seeded('a path that is gone every other second is left once', (first) => {
  for (const [index, seed] of seeds(first).entries()) {
    const periodMs = 600 + 400 * index;
    const blackouts = Array.from({length: 100}, (_, n) => ({
      atMs: FAULT_MS + n * periodMs,
      forMs: periodMs / 2,
    }));
    const {moves} = run(seed, both({delayMs: 25, blackouts}), 30_000);
    expect(moves, `every ${periodMs} ms`).toHaveLength(1);
  }
});

seeded('a path that dies and is built anew, time after time, is not followed', (first) => {
  const until = (atMs: number) => both({delayMs: 25, blackouts: [{atMs, forMs: LASTING_MS}]});
  const paths = [until(3000), RELAY, until(9000), both({delayMs: 25})];
  const steady = new SteadyPair({seed: first, paths, begin: 2});
  const lifeOf = (link: number, {lostMs, nextMs}: {lostMs: number; nextMs: number}) => {
    steady.run(lostMs, EVERY_MS);
    steady.lose(link);
    steady.run(nextMs, EVERY_MS);
  };
  lifeOf(0, {lostMs: 4000, nextMs: 6000});
  steady.build(2, 0);
  lifeOf(2, {lostMs: 10_000, nextMs: 12_000});
  steady.build(3, 0);
  steady.run(60_000, EVERY_MS);
  steady.pair.drive(63_000);
  expect(steady.two.arrivals.map(({id}) => id)).toEqual([...Array(steady.sent).keys()]);
  expect(steady.gapMs).toBeLessThan(150);
  const moves = steady.one.events.flatMap(({atMs, event}) =>
    event.type === 'moved' ? [{atMs, to: event.to, reason: event.reason}] : [],
  );
  expect(moves.map(({to, reason}) => `${to} ${reason}`)).toEqual([
    '1 silent',
    '2 better',
    '1 silent',
  ]);
  // It was good for two seconds before it was trusted.
  expect(moves[1]?.atMs).toBeGreaterThanOrEqual(8000);
});

seeded('a path is left before its round trip breaks the objective', (first) => {
  for (const seed of seeds(first)) {
    const {gapMs, moves} = run(
      seed,
      ramp((share) => ({delayMs: 25 + 100 * share})),
      8000,
    );
    expect(moves.map(({to, reason}) => `${to} ${reason}`)).toEqual(['1 forecast']);
    // At 200 ms of round trip, with three quarters of the ramp behind it.
    expect(moves[0]?.atMs).toBeLessThan(FAULT_MS + 1750);
    expect(gapMs).toBeLessThan(50);
  }
});

seeded('a path is left, most times, before its loss is what the ramp ends with', (first) => {
  const direct = ramp((share) => ({loss: 0.3 * share}));
  const moves = seeds(first).map((seed) => run(seed, direct, 5500).moves[0]);
  expect(moves.every((move) => move?.to === 1 && move.reason === 'forecast')).toBe(true);
  const inTime = moves.filter((move) => (move?.atMs ?? Infinity) < FAULT_MS + 2000);
  expect(inTime.length).toBeGreaterThanOrEqual(0.8 * SEEDS);
});

seeded('loss is not felt while another path is there, whether it grows or stays', (first) => {
  const ramped = ramp((share) => ({loss: 0.3 * share}));
  const steady = both({delayMs: 25, timeline: [{atMs: FAULT_MS, change: {loss: 0.05}}]});
  for (const [direct, untilMs] of [
    [ramped, 6000],
    [steady, 13_000],
  ] as const) {
    const kept = seeds(first).filter((seed) => {
      const pair = new SteadyPair({seed, paths: [direct, RELAY]});
      pair.run(untilMs, EVERY_MS);
      pair.pair.drive(untilMs + 1000);
      return lateShareMax(pair, 60) <= 0.1;
    });
    expect(kept.length).toBeGreaterThanOrEqual(0.8 * SEEDS);
  }
});

seeded('a standby that dies with copies under way holds nothing up', (first) => {
  for (const seed of seeds(first)) {
    const lossy = {delayMs: 25, loss: 0.1};
    const relay = both({delayMs: 30, ...dead()});
    const steady = new SteadyPair({seed, paths: [both(lossy), relay]});
    steady.run(FAULT_MS + 3000, EVERY_MS);
    expect(steady.gapMs).toBeLessThan(300);
    steady.pair.drive(FAULT_MS + 4000);
    expect(steady.two.arrivals.map(({id}) => id)).toEqual([...Array(steady.sent).keys()]);
  }
});

seeded('what loss makes a second path carry is bounded, whatever is sent', (seed) => {
  const lossy = both({delayMs: 25, loss: 0.05});
  const steady = new SteadyPair({seed, paths: [lossy, RELAY]});
  // 3.2 Mbit/s of messages that are small and urgent.
  steady.run(10_000, 0.5);
  const relay = steady.one.transport.quality(steady.pair.now).find(({id}) => id === 1);
  expect(relay?.isActive).toBe(false);
  expect(relay?.deliveryRateBps).toBeGreaterThan(300_000);
  expect(relay?.deliveryRateBps).toBeLessThan(700_000);
});

seeded('a path with steady loss and jitter stays in use', (first) => {
  const direct = both({delayMs: 25, loss: 0.05, jitterMs: 5});
  expect(run(first, direct, 60_000).moves).toEqual([]);
});

seeded('when every path is silent the first that answers is taken', (first) => {
  const relay = both({delayMs: 30, blackouts: [{atMs: FAULT_MS + 50, forMs: 2000}]});
  const {gapMs, moves} = run(first, both({delayMs: 25, ...dead()}), 8000, relay);
  expect(moves.at(-1)).toMatchObject({to: 1});
  expect(gapMs).toBeLessThan(2000 + 600);
});
