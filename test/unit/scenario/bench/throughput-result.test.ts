import {expect, test} from 'vitest';
import {BIN_MS, type ReceiveReport, type SendReport} from '../../../../src/agent/bench/protocol.js';
import {
  type ThroughputRun,
  targetBps,
  throughputRow,
  throughputRun,
} from '../../../../src/scenario/bench/throughput-result.js';

const cost = {cpuMs: 500, rssGrowthBytes: 0};

/** A flow that delivered so many bytes in each bin. */
function flow(binBytes: number[]) {
  const bytes = binBytes.reduce((sum, bin) => sum + bin, 0);
  const sent = {cost, pipe: {}} as SendReport;
  return {sent, received: {cost: {...cost, cpuMs: 250}, bytes, binBytes} as ReceiveReport};
}

test('goodput leaves the first second out; what came after the end does not count', () => {
  const second = 1000 / BIN_MS;
  const slow = Array<number>(second).fill(1000);
  const fast = Array<number>(second).fill(10_000);
  const run = throughputRun(flow([...slow, ...fast, 99_999]), 2000);
  expect(run.goodputBps).toBe(10_000 * second * 8);
  expect(run.fromStartBps).toBe((11_000 * second * 8) / 2);
  expect(run.binBytes).toHaveLength(2 * second);
});

test('a flow that stalls still lasted its time', () => {
  expect(throughputRun(flow([1000]), 1000)).toMatchObject({goodputBps: 0, fromStartBps: 8000});
});

test('a short flow warms up for half of its time', () => {
  expect(throughputRun(flow([0, 0, 100, 100]), 4 * BIN_MS).goodputBps).toBe(16_000);
});

test('processor seconds are for a gigabit that arrived', () => {
  const {senderCpuSecondsPerGbit, receiverCpuSecondsPerGbit} = throughputRun(flow([125e6]), 1000);
  expect([senderCpuSecondsPerGbit, receiverCpuSecondsPerGbit]).toEqual([0.5, 0.25]);
});

const run = (goodputBps: number): ThroughputRun => ({
  ...{goodputBps, fromStartBps: goodputBps, binBytes: [], pipe: {}},
  ...{senderCpuSecondsPerGbit: 1, receiverCpuSecondsPerGbit: 1},
});

test('a ratio is of two runs that were neighbours; one without its neighbour has none', () => {
  const claw = [20, undefined, 30];
  const row = throughputRow('bbr', false, [run(10), run(1), run(10)], claw);
  expect(row.clawRatio).toEqual({median: 2.5, min: 2, max: 3});
  expect(row.goodputBps).toEqual({median: 10, min: 1, max: 10});
});

test('runs that failed say why', () => {
  const row = throughputRow('udx', false, ['not installed', run(7), 'not installed'], [1, 14, 1]);
  expect(row).toMatchObject({failures: ['not installed', 'not installed']});
  expect([row.goodputBps?.median, row.clawRatio?.median]).toEqual([7, 2]);
  expect(throughputRow('claw', true, ['gone'])).toMatchObject({goodputBps: null, runs: []});
});

test('the target is 0.85 of what the bottleneck can deliver', () => {
  expect(targetBps(50e6, 0.1)).toBeCloseTo(38.25e6);
});
