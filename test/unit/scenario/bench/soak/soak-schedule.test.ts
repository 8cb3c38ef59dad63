import fc from 'fast-check';
import {expect, test} from 'vitest';
import {SEVERE_FAULT_NAMES} from '../../../../../src/scenario/bench/failover/fault-names.js';
import {
  checkSchedule,
  RELAY,
  type ScheduleOptions,
  soakSchedule,
} from '../../../../../src/scenario/bench/soak/soak-schedule.js';

const agents = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'];
const soak = (seed: number): ScheduleOptions => ({seed, faults: 100, durationMs: 600_000, agents});

test('the same seed has the same faults, another has others', () => {
  expect(soakSchedule(soak(7))).toEqual(soakSchedule(soak(7)));
  expect(soakSchedule(soak(7))).not.toEqual(soakSchedule(soak(8)));
});

test('the first faults of a seed', () => {
  expect(soakSchedule(soak(7)).slice(0, 4)).toMatchInlineSnapshot(`
    [
      {
        "atMs": 3748,
        "fault": "blackhole",
        "holdMs": 2125,
        "target": "a4",
      },
      {
        "atMs": 12483,
        "fault": "delay-ramp",
        "holdMs": 1111,
        "target": "a2",
      },
      {
        "atMs": 16896,
        "fault": "relay-killed",
        "holdMs": 2952,
        "target": "relay",
      },
      {
        "atMs": 23612,
        "fault": "flap",
        "holdMs": 1380,
        "target": "a5",
      },
    ]
  `);
});

test('every kind and every agent gets its turn', () => {
  const schedule = soakSchedule(soak(7));
  const count = (of: (fault: (typeof schedule)[number]) => boolean) => schedule.filter(of).length;
  for (const kind of SEVERE_FAULT_NAMES) {
    const times = count(({fault}) => fault === kind);
    expect(times, kind).toBeGreaterThanOrEqual(12);
    expect(times, kind).toBeLessThanOrEqual(13);
  }
  for (const agent of agents) {
    const times = count(({target}) => target === agent);
    expect(times, agent).toBeGreaterThanOrEqual(14);
    expect(times, agent).toBeLessThanOrEqual(15);
  }
  expect(count(({target}) => target === RELAY)).toBe(count(({fault}) => fault === 'relay-killed'));
});

test('evenly spread, no two of one target at once, over within the duration', () => {
  const options = fc.record({
    seed: fc.integer({min: 0, max: 2 ** 32 - 1}),
    faults: fc.integer({min: 1, max: 60}),
    agents: fc.integer({min: 3, max: 8}).map((count) => agents.concat('a7', 'a8').slice(0, count)),
    everyMs: fc.integer({min: 2100, max: 10_000}),
  });
  fc.assert(
    fc.property(options, ({everyMs, ...asked}) => {
      const durationMs = 5000 + everyMs * asked.faults;
      const schedule = soakSchedule({...asked, durationMs});
      const endsAtMs = new Map<string, number>();
      schedule.forEach(({target, atMs, holdMs}, index) => {
        expect(atMs).toBeGreaterThanOrEqual(2000 + everyMs * index - 1);
        expect(atMs).toBeLessThanOrEqual(2000 + everyMs * (index + 1) + 1);
        expect(atMs).toBeGreaterThanOrEqual(endsAtMs.get(target) ?? 0);
        expect(holdMs).toBeGreaterThanOrEqual(500);
        expect(holdMs).toBeLessThanOrEqual(3000);
        expect(atMs + holdMs).toBeLessThanOrEqual(durationMs + 1);
        endsAtMs.set(target, atMs + holdMs);
      });
    }),
    {numRuns: 30},
  );
});

test('what cannot be is refused, and what is said to be long enough is', () => {
  const asked = {faults: 100, agents: 6};
  expect(() => checkSchedule({...asked, agents: 2, durationMs: 600_000})).toThrow('a ring of 2');
  expect(() => checkSchedule({...asked, durationMs: 4000})).toThrow('too short for 100 faults');
  expect(() => checkSchedule({...asked, durationMs: 84_000})).toThrow(
    expect.objectContaining({hint: 'Give at least 85s, or fewer faults, or more agents.'}),
  );
  expect(() => checkSchedule({...asked, durationMs: 85_000})).not.toThrow();
});
