import {expect, test} from 'vitest';
import {longestGapMs} from '../../../../src/scenario/bench/arrival-gap.js';
import type {FlowResult} from '../../../../src/scenario/bench/bench-pipe.js';
import {checkContract} from '../../../../src/scenario/bench/check-contract.js';
import {queueSamples} from '../../../../src/scenario/bench/queue-probe.js';
import {rateBetween} from '../../../../src/scenario/bench/rates.js';
import {target} from '../../../../src/scenario/bench/target.js';

/** Ten messages, one every 20 ms from 1000 on; each arrival is [id, latency]. */
function flow(arrivals: readonly [id: number, latencyMs: number][]): FlowResult {
  const cost = {cpuMs: 0, rssGrowthBytes: 0};
  const kept = arrivals.map(([id, latencyMs]) => {
    const sentAtMs = 1000 + id * 20;
    return {id, sentAtMs, arrivedAtMs: sentAtMs + latencyMs};
  });
  return {
    sent: {
      ...{startedAtMs: 1000, endedAtMs: 1200, messages: 10, bytes: 1000, refused: 0},
      ...{intervalSdMs: 0, cost, pipe: {}},
    },
    received: {
      ...{messages: 0, bytes: 0, originMs: 0, binBytes: [], latencyMs: null, intervalSdMs: 0},
      ...{duplicates: 0, outOfOrder: 0, corrupt: 0, late: 0, idMax: 9, distinct: 0, cost},
      arrivals: kept,
    },
  };
}

test('the longest gap counts from the start and to the end', () => {
  const every = Array.from({length: 10}, (_, id): [number, number] => [id, 10]);
  expect(longestGapMs(flow(every))).toBe(20);
  expect(longestGapMs(flow([[4, 10]]))).toBe(110);
  expect(longestGapMs(flow([]))).toBe(200);
});

test('a flow is held against the promises of its mode', () => {
  const check = {messagesPerSecond: 50, messageBytes: 100, lifetimeToleranceMs: 5};
  const unreliable = {ordered: false, reliability: {maxRetransmits: 0}};
  expect(checkContract(flow([[3, 10]]), {mode: unreliable, ...check}).violations).toEqual([]);
  const brief = {ordered: true, reliability: {lifetimeMs: 50}};
  const {violations} = checkContract(
    flow([
      [4, 10],
      [3, 56],
      [4, 40],
    ]),
    {mode: brief, ...check},
  );
  expect(violations.map(({kind, count}) => [kind, count])).toEqual([
    ['late', 1],
    ['order', 1],
    ['duplicate', 1],
  ]);
});

test('of what is missing the time is the one it was due', () => {
  const mode = {ordered: false, reliability: 'reliable' as const};
  const check = {messagesPerSecond: 50, messageBytes: 100, lifetimeToleranceMs: 5};
  const nine = Array.from({length: 9}, (_, id): [number, number] => [id, 10]);
  const {violations} = checkContract(flow(nine), {mode, ...check});
  expect(violations[0]?.first.text).toBe('message 9 of 100 bytes, sent at 1180 ms, never came');
});

test('a queue is what a probe waits beyond the quickest', () => {
  const arrivals = [
    {id: 1, sentAtMs: 10, arrivedAtMs: 40},
    {id: 0, sentAtMs: 0, arrivedAtMs: 45},
  ];
  expect(queueSamples(arrivals)).toEqual([
    {atMs: 0, queueMs: 15},
    {atMs: 10, queueMs: 0},
  ]);
});

test('a rate is that of the bins of its span', () => {
  const report = {originMs: 1000, binBytes: [100, 200, 300, 400]};
  expect(rateBetween(report, 1050, 1150)).toBe((500 * 8000) / 100);
  expect(rateBetween(report, 900, 1050)).toBe((100 * 8000) / 150);
  expect(rateBetween(report, 1100, 1100)).toBe(0);
});

test('a target is met within its bounds, and never by what was not measured', () => {
  const share = {name: 'share', unit: '%' as const, atLeast: 25, atMost: 75};
  const isMet = (figure: number | null) => target({...share, figure}).isMet;
  expect([25, 75, 24.9, 75.1, null].map(isMet)).toEqual([true, true, false, false, false]);
});
