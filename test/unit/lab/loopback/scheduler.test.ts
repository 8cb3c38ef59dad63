import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Scheduler} from '../../../../src/lab/loopback/scheduler.js';

test('runs everything in order of time, then of arrival, and never early', async () => {
  const plans = fc.array(fc.integer({min: 0, max: 12}), {minLength: 1, maxLength: 60});
  await fc.assert(
    fc.asyncProperty(plans, async (delays) => {
      const scheduler = new Scheduler();
      const startMs = performance.now();
      const ran: {delay: number; index: number}[] = [];
      await new Promise<void>((resolve) => {
        for (const [index, delay] of delays.entries()) {
          scheduler.at(startMs + delay, () => {
            expect(performance.now()).toBeGreaterThanOrEqual(startMs + delay);
            ran.push({delay, index});
            if (ran.length === delays.length) resolve();
          });
        }
      });
      const expected = delays.map((delay, index) => ({delay, index}));
      expect(ran).toEqual(expected.sort((one, other) => one.delay - other.delay));
    }),
    {numRuns: 20},
  );
});

test('an earlier deadline that comes later is not waited past', async () => {
  const scheduler = new Scheduler();
  const startMs = performance.now();
  const ran: string[] = [];
  await new Promise<void>((resolve) => {
    scheduler.at(startMs + 40, () => {
      ran.push('late');
      resolve();
    });
    scheduler.at(startMs + 5, () => ran.push('early'));
  });
  expect(ran).toEqual(['early', 'late']);
});

test('stopped: nothing runs any more', async () => {
  const scheduler = new Scheduler();
  const ran: string[] = [];
  scheduler.at(performance.now() + 1, () => ran.push('before'));
  scheduler.stop();
  scheduler.at(performance.now() + 1, () => ran.push('after'));
  const other = new Scheduler();
  await new Promise<void>((resolve) => other.at(performance.now() + 5, resolve));
  expect(ran).toEqual([]);
});
