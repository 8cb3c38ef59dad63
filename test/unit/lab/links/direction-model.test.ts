import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Direction} from '../../../../src/lab/links/direction.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {arrivals, evenly} from './arrivals.js';

const of = (model: LinkModel, startMs = 0) => new Direction(model, 7, 's1/up', startMs);

/** 99 % of a binomial. */
function expectShare(count: number, total: number, share: number): void {
  const deviation = Math.sqrt(total * share * (1 - share));
  expect(Math.abs(count - total * share)).toBeLessThan(2.576 * deviation);
}

const inversions = (times: readonly {atMs: number}[]) =>
  times.filter(({atMs}, n) => n > 0 && atMs < (times[n - 1]?.atMs ?? 0)).length;

it('reorders under jitter when asked, and only then', () => {
  const model = {delayMs: 20, jitterMs: 10};
  expect(inversions(arrivals(of(model), evenly(1000, 1)))).toBe(0);
  expect(inversions(arrivals(of({...model, reorder: true}), evenly(1000, 1)))).toBeGreaterThan(100);
});

it('sends the share asked for twice, the copy after the packet', () => {
  const direction = of({delayMs: 5, duplicate: 0.1, rateBps: 80e6});
  const seen = arrivals(direction, evenly(10_000, 1));
  expect(seen).toHaveLength(10_000 + direction.counts.duplicated);
  expectShare(direction.counts.duplicated, 10_000, 0.1);
  const copies = seen.filter(({packet}, n) => seen[n - 1]?.packet === packet);
  expect(copies).toHaveLength(direction.counts.duplicated);
  // 1000 bytes at 80 Mbit/s: the copy is a packet of its own to the bottleneck.
  expect(copies[0]?.atMs).toBeCloseTo((copies[0]?.packet ?? 0) + 5.2, 6);
});

it('corrupts the share asked for, at places all over the packet', () => {
  const direction = of({corrupt: 0.2});
  const places: number[] = [];
  for (let n = 0; n < 10_000; n++) {
    direction.submit(n, 1000);
    if (direction.corruptAt !== undefined) places.push(direction.corruptAt);
  }
  expect(places).toHaveLength(direction.counts.corrupted);
  expectShare(places.length, 10_000, 0.2);
  expectShare(places.filter((place) => place < 0.5).length, places.length, 0.5);
});

it('decides about packet n alike whatever else the model does to it', () => {
  const model = {loss: 0.1, corrupt: 0.1, duplicate: 0.1};
  const fates = (more: LinkModel) => {
    const direction = of({...model, ...more});
    return evenly(500, 1).map(({atMs}) => {
      const isLost = direction.submit(atMs, 1000) === undefined;
      return isLost ? 'lost' : `${direction.corruptAt} ${direction.duplicateAtMs !== undefined}`;
    });
  };
  const plain = fates({});
  expect(fates({delayMs: 10, jitterMs: 3, jitterDistribution: 'normal'})).toEqual(plain);
  const afterBlackout = fates({blackouts: [{atMs: 0, forMs: 100}]});
  expect(afterBlackout.slice(100)).toEqual(plain.slice(100));
});

describe('down times', () => {
  const downAt = (model: LinkModel, startMs = 0) => {
    const passed = arrivals(of(model, startMs), evenly(30, 10)).map(({atMs}) => atMs);
    return evenly(30, 10)
      .map(({atMs}) => atMs)
      .filter((atMs) => !passed.includes(atMs));
  };

  it('loses what is offered in a blackout', () => {
    const blackouts = [
      {atMs: 20, forMs: 30},
      {atMs: 100, forMs: 5},
    ];
    expect(downAt({blackouts})).toEqual([20, 30, 40, 100]);
  });

  it('comes back every round when flapping', () => {
    expect(downAt({flap: {everyMs: 100, downMs: 20, fromMs: 50}})).toEqual([
      50, 60, 150, 160, 250, 260,
    ]);
  });

  it('counts from when the links came up', () => {
    expect(downAt({blackouts: [{atMs: 20, forMs: 20}]}, 100)).toEqual([120, 130]);
  });

  it('lets what is on the link arrive', () => {
    const direction = of({delayMs: 50, blackouts: [{atMs: 10, forMs: 100}]});
    expect(direction.submit(5, 1000)).toBe(55);
    expect(direction.submit(15, 1000)).toBeUndefined();
    expect(direction.counts.dropped).toMatchObject({blackout: 1, loss: 0});
  });
});

describe('a timeline', () => {
  const timeline = [
    {atMs: 100, change: {delayMs: 30, loss: 1}},
    {atMs: 200, change: {loss: null}},
    {atMs: 300, change: {delayMs: 10}},
  ];

  it('changes the model at its times, counted from when the links came up', () => {
    const direction = of({delayMs: 10, timeline}, 1000);
    const at = (ms: number) => direction.submit(1000 + ms, 100);
    expect([at(99), at(100), at(199), at(200), at(350)]).toEqual([
      1109,
      undefined,
      undefined,
      1230,
      1360,
    ]);
  });

  it('has happened so far when a model comes later', () => {
    const direction = of({});
    direction.submit(250, 100);
    direction.replace({delayMs: 10, timeline});
    expect([direction.submit(250, 100), direction.submit(300, 100)]).toEqual([280, 310]);
  });

  it('reaches what waits for CoDel at its time', () => {
    const codel = {targetMs: 5, intervalMs: 100};
    const change = {rateBps: 0.8e6};
    const direction = of({rateBps: 8e6, codel, timeline: [{atMs: 1.5, change}]});
    // The second packet starts at 1 ms at the old rate; the third starts at 2 ms at the new one.
    const seen = arrivals(
      direction,
      [0, 0, 0].map((atMs) => ({atMs, sizeBytes: 1000})),
    );
    expect(seen.map(({atMs}) => atMs)).toEqual([1, 2, 12]);
  });

  it('follows a trace from one change to the next', () => {
    const trace = {name: 't', opportunitiesMs: [10]};
    const direction = of({trace, timeline: [{atMs: 25, change: {trace: null}}]});
    const offers = [1, 2, 26].map((atMs) => ({atMs, sizeBytes: 1514}));
    expect(arrivals(direction, offers).map(({atMs}) => atMs)).toEqual([10, 20, 26]);
  });
});

/** Every feature, on or off. */
const anyModel = fc.record(
  {
    delayMs: fc.double({min: 0, max: 200, noNaN: true}),
    jitterMs: fc.double({min: 0, max: 100, noNaN: true}),
    jitterDistribution: fc.constantFrom('uniform' as const, 'normal' as const, 'pareto' as const),
    jitterCorrelation: fc.double({min: 0, max: 0.99, noNaN: true}),
    loss: fc.double({min: 0, max: 0.5, noNaN: true}),
    lossPackets: fc.array(fc.integer({min: 1, max: 100}), {maxLength: 5}),
    duplicate: fc.double({min: 0, max: 1, noNaN: true}),
    corrupt: fc.double({min: 0, max: 1, noNaN: true}),
    rateBps: fc.double({min: 1e5, max: 1e8, noNaN: true}),
    trace: fc.constantFrom(
      {name: 'a', opportunitiesMs: [1]},
      {name: 'b', opportunitiesMs: [0, 0, 5, 30]},
    ),
    queueMsMax: fc.double({min: 0, max: 300, noNaN: true}),
    codel: fc.constant({targetMs: 5, intervalMs: 20}),
    blackouts: fc.constant([{atMs: 100, forMs: 50}]),
    flap: fc.constant({everyMs: 70, downMs: 10, fromMs: 0}),
  },
  {requiredKeys: []},
);
const offered = fc
  .array(fc.tuple(fc.nat(20), fc.integer({min: 60, max: 1514})), {maxLength: 80})
  .map((gaps) => {
    let atMs = 0;
    return gaps.map(([gapMs, sizeBytes]) => {
      atMs += gapMs;
      return {atMs, sizeBytes};
    });
  });

it('accounts for every packet, and keeps the order, whatever the models', () => {
  fc.assert(
    fc.property(anyModel, anyModel, offered, (model, change, offers) => {
      const direction = of({...model, timeline: [{atMs: 300, change}]});
      const seen = arrivals(direction, offers);
      const {packets, duplicated, dropped} = direction.counts;
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      expect(packets).toBe(offers.length);
      expect(seen).toHaveLength(packets + duplicated - lost);
      expect(inversions(seen)).toBe(0);
      for (const {packet, atMs} of seen) {
        expect(atMs).toBeGreaterThanOrEqual(offers[packet]?.atMs ?? 0);
      }
    }),
  );
});

it('is the same run again under the same seed, and bounded in what it holds', () => {
  fc.assert(
    fc.property(anyModel, offered, (model, offers) => {
      const seen = arrivals(of(model), offers);
      expect(arrivals(of(model), offers)).toEqual(seen);
      if (model.rateBps === undefined || model.trace !== undefined) return;
      const {delayMs = 0, jitterMs = 0, queueMsMax = 200, rateBps} = model;
      const heldMsMax = delayMs + 4 * jitterMs * 2 + queueMsMax + 2 * ((1514 * 8000) / rateBps);
      for (const {packet, atMs} of seen) {
        expect(atMs - (offers[packet]?.atMs ?? 0)).toBeLessThanOrEqual(
          heldMsMax + 4 * jitterMs + 1e-6,
        );
      }
    }),
  );
});
