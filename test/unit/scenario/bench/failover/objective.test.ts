import {expect, test} from 'vitest';
import type {FlowResult} from '../../../../../src/scenario/bench/bench-pipe.js';
import {breachMs} from '../../../../../src/scenario/bench/failover/objective.js';
import {exampleFlow} from './flow-example.js';

const LATENCY_MS = 60;
const since = {sinceMs: 2000, everyMs: 10};

/** Flows of the example begin at 1000; those that are named are late. Id 100 is the first after 2000. */
const lateFlow = (isLate: (id: number) => boolean, messages = 500): FlowResult =>
  exampleFlow(messages, (id, sentAtMs) => sentAtMs + (isLate(id) ? 61 : 25));

test('latency that grows breaks the objective with the eleventh late message of a second', () => {
  // 25 ms, and 1 ms more for each 20 ms from 2000 on: 60 ms are exceeded from 2710 on.
  const flow = exampleFlow(
    300,
    (_, sentAtMs) => sentAtMs + 25 + Math.max(0, Math.ceil((sentAtMs - 2000) / 20)),
  );
  expect(breachMs(flow, LATENCY_MS, since)).toBe(810);
});

test('ten late of a hundred keep it, eleven do not, wherever the second begins', () => {
  const burst = (first: number, count: number) =>
    lateFlow((id) => id >= first && id < first + count);
  expect(breachMs(burst(137, 10), LATENCY_MS, since)).toBeNull();
  expect(breachMs(burst(137, 11), LATENCY_MS, since)).toBe(470);
});

test('a window is no longer than a second', () => {
  const tenAnd = (next: number) => lateFlow((id) => (id >= 120 && id < 130) || id === next);
  expect(breachMs(tenAnd(219), LATENCY_MS, since)).toBe(1190);
  expect(breachMs(tenAnd(220), LATENCY_MS, since)).toBeNull();
});

test('it breaks as soon as it does right after the fault: all before counts as in time', () => {
  expect(
    breachMs(
      lateFlow(() => true),
      LATENCY_MS,
      since,
    ),
  ).toBe(100);
  expect(
    breachMs(
      lateFlow((id) => id < 110),
      LATENCY_MS,
      since,
    ),
  ).toBeNull();
});

test('what never arrived is late', () => {
  const losing = (each: number) =>
    exampleFlow(500, (id, sentAtMs) => (id % each === 0 ? null : sentAtMs + 25));
  expect(breachMs(losing(10), LATENCY_MS, since)).toBeNull();
  expect(breachMs(losing(5), LATENCY_MS, since)).toBe(500);
});

test('a message that came twice was in time when the first one was', () => {
  const flow = lateFlow(() => false);
  const {arrivals = []} = flow.received;
  const again = arrivals.map((arrival) => ({...arrival, arrivedAtMs: arrival.sentAtMs + 90}));
  const received = {...flow.received, arrivals: [...arrivals, ...again]};
  expect(breachMs({...flow, received}, LATENCY_MS, since)).toBeNull();
});

/** The same messages, twice a second. */
const slow = {sinceMs: 51_000, everyMs: 500};
const slowFlow = (isLate: (id: number) => boolean) =>
  exampleFlow(200, (id, sentAtMs) => sentAtMs + (isLate(id) ? 61 : 25));

test('two messages a second: the window is ten of them, and one of those may be late', () => {
  expect(
    breachMs(
      slowFlow((id) => id === 110),
      LATENCY_MS,
      slow,
    ),
  ).toBeNull();
  expect(
    breachMs(
      slowFlow((id) => id % 10 === 0),
      LATENCY_MS,
      slow,
    ),
  ).toBeNull();
  expect(
    breachMs(
      slowFlow((id) => id === 110 || id === 119),
      LATENCY_MS,
      slow,
    ),
  ).toBe(9500);
  expect(
    breachMs(
      slowFlow(() => true),
      LATENCY_MS,
      slow,
    ),
  ).toBe(500);
});

test('at a pace that divides no second, its messages are rounded up', () => {
  // 67 in a second: six may be late.
  const odd = {sinceMs: 1000, everyMs: 15};
  expect(
    breachMs(
      lateFlow((id) => id < 6),
      LATENCY_MS,
      odd,
    ),
  ).toBeNull();
  expect(
    breachMs(
      lateFlow((id) => id < 7),
      LATENCY_MS,
      odd,
    ),
  ).toBe(90);
});
