import {expect, test} from 'vitest';
import {delivery, interruption} from '../../../../../src/scenario/bench/failover/interruption.js';
import {exampleFlow} from './flow-example.js';

const TIMES = {committedAtMs: 2000, undoneAtMs: 3000};

test('a flow that nothing happened to has no gap', () => {
  const flow = exampleFlow(300, (_, sentAtMs) => sentAtMs + 25);
  expect(interruption(flow, TIMES, 10)).toEqual({gapMs: 0, firstByteMs: null, failBackGapMs: 0});
});

test('the gap begins with the last arrival before it, and ends with the first after', () => {
  // From 2000 on nothing arrives until 2225; what was sent meanwhile arrives then.
  const flow = exampleFlow(300, (_, sentAtMs) => {
    const dueAtMs = sentAtMs + 25;
    return dueAtMs > 2000 && dueAtMs < 2225 ? 2225 : dueAtMs;
  });
  expect(interruption(flow, TIMES, 10)).toEqual({gapMs: 220, firstByteMs: 225, failBackGapMs: 0});
});

test('a gap before the fault is not its own, one after its end is that of the way back', () => {
  const flow = exampleFlow(300, (_, sentAtMs) => {
    if (sentAtMs >= 1200 && sentAtMs < 1900) return null;
    return sentAtMs >= 3200 && sentAtMs < 3300 ? null : sentAtMs + 25;
  });
  expect(interruption(flow, TIMES, 10)).toEqual({gapMs: 0, firstByteMs: null, failBackGapMs: 100});
});

test('silence to the end has no first byte', () => {
  const flow = exampleFlow(300, (_, sentAtMs) => (sentAtMs < 2000 ? sentAtMs + 5 : null));
  expect(interruption(flow, TIMES, 10)).toEqual({
    gapMs: 1995,
    firstByteMs: null,
    failBackGapMs: 0,
  });
  expect(delivery(flow)).toEqual({sent: 300, lost: 200, duplicated: 0, reordered: 0});
});
