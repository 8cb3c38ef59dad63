import fc from 'fast-check';
import {expect, it} from 'vitest';
import {Direction} from '../../../../src/lab/links/direction.js';

const offer = (direction: Direction, count: number, everyMs: number, bytes = 1000) =>
  Array.from({length: count}, (_, n) => direction.submit(n * everyMs, bytes));

it('delivers at once without impairments', () => {
  expect(new Direction({}, 1, 's1/up').submit(42, 1000)).toBe(42);
});

it('adds the wait, the serialisation and the delay', () => {
  const direction = new Direction({delayMs: 25, rateBps: 8e6}, 1, 's1/up');
  expect(offer(direction, 3, 0)).toEqual([26, 27, 28]);
});

it('repeats itself with the same seed and name, and not with another', () => {
  const model = {delayMs: 20, jitterMs: 5, loss: 0.1};
  const run = (seed: number, stream: string) => offer(new Direction(model, seed, stream), 200, 1);
  expect(run(7, 's1/up')).toEqual(run(7, 's1/up'));
  expect(run(7, 's1/down')).not.toEqual(run(7, 's1/up'));
  expect(run(8, 's1/up')).not.toEqual(run(7, 's1/up'));
});

it('loses the same packets whatever the delay is', () => {
  const lost = (delayMs: number) => {
    const direction = new Direction({loss: 0.2, delayMs, jitterMs: delayMs / 5}, 7, 's1/up');
    return offer(direction, 500, 1).map((atMs) => atMs === undefined);
  };
  expect(lost(10)).toEqual(lost(100));
});

it('spends no capacity on lost packets', () => {
  const direction = new Direction({loss: 0.5, rateBps: 8e6, queueMsMax: 1000}, 7, 's1/up');
  const delivered = offer(direction, 100, 0).filter((atMs) => atMs !== undefined);
  expect(delivered.at(-1)).toBeCloseTo(delivered.length, 6);
});

it('counts what was offered and why packets were dropped', () => {
  const direction = new Direction({loss: 0.25, rateBps: 8e6, queueMsMax: 10}, 7, 's1/up');
  const delivered = offer(direction, 100, 0).filter((atMs) => atMs !== undefined).length;
  const {packets, bytes, dropped} = direction.counts;
  expect({packets, bytes}).toEqual({packets: 100, bytes: 100_000});
  expect(dropped.loss).toBeGreaterThan(10);
  expect(dropped.queue).toBe(100 - dropped.loss - delivered);
  expect(delivered).toBe(11);
});

it('never turns time back, whatever the models and however they change', () => {
  const model = fc.record(
    {
      delayMs: fc.double({min: 0, max: 500, noNaN: true}),
      jitterMs: fc.double({min: 0, max: 500, noNaN: true}),
      loss: fc.double({min: 0, max: 1, noNaN: true}),
      rateBps: fc.double({min: 1e3, max: 1e9, noNaN: true}),
      queueMsMax: fc.double({min: 0, max: 500, noNaN: true}),
    },
    {requiredKeys: []},
  );
  const packets = fc.array(fc.tuple(fc.nat(50), fc.integer({min: 60, max: 1514})), {maxLength: 50});
  fc.assert(
    fc.property(fc.array(fc.tuple(model, packets), {minLength: 1, maxLength: 5}), (phases) => {
      const direction = new Direction({}, 1, 's1/up');
      let [nowMs, lastMs] = [0, 0];
      for (const [next, offered] of phases) {
        direction.replace(next);
        for (const [gapMs, sizeBytes] of offered) {
          nowMs += gapMs;
          const atMs = direction.submit(nowMs, sizeBytes) ?? Math.max(nowMs, lastMs);
          expect(atMs).toBeGreaterThanOrEqual(Math.max(nowMs, lastMs));
          lastMs = atMs;
        }
      }
    }),
  );
});
