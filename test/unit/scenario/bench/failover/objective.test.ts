import {expect, test} from 'vitest';
import {breachMs} from '../../../../../src/scenario/bench/failover/objective.js';
import {exampleFlow} from './flow-example.js';

const since = {sinceMs: 2000, everyMs: 10};

test('latency that grows breaks the objective in the window where a tenth is late', () => {
  // 25 ms, and 1 ms more for each 20 ms from 2000 on: 60 ms are exceeded from 2700 on.
  const flow = exampleFlow(
    300,
    (_, sentAtMs) => sentAtMs + 25 + Math.max(0, Math.ceil((sentAtMs - 2000) / 20)),
  );
  expect(breachMs(flow, 60, since)).toBe(710);
});

test('a message lost now and then keeps it, a tenth does not', () => {
  const losing = (each: number) =>
    exampleFlow(300, (id, sentAtMs) => (id % each === 0 ? null : sentAtMs + 25));
  expect(breachMs(losing(25), 60, since)).toBeNull();
  expect(breachMs(losing(5), 60, since)).toBe(0);
});

test('what was late before counts for nothing', () => {
  const flow = exampleFlow(300, (_, sentAtMs) => (sentAtMs < 1900 ? null : sentAtMs + 25));
  expect(breachMs(flow, 60, since)).toBeNull();
});
