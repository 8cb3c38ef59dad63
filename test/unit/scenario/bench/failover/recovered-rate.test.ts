import {expect, test} from 'vitest';
import {recoveredRate} from '../../../../../src/scenario/bench/failover/recovered-rate.js';

/** 50 bytes a bin of 50 ms, but `others` from the bin of the fault on. */
const rate = (...others: number[]) => {
  const binBytes = [...Array(40).fill(50), ...others, ...Array(40).fill(50)];
  const endedAtMs = 100 + 50 * binBytes.length;
  return recoveredRate({originMs: 100, binBytes}, {committedAtMs: 2100, endedAtMs});
};

test('a rate that stays needs no time', () => {
  expect(rate(45, 50, 55)).toEqual({beforeBps: 8000, recoveredMs: 0});
});

test('counted from the fault to the quarter second that carries as much again', () => {
  expect(rate(50, 0, 0, 0, 0, 0, 0, 25, 25, 45)?.recoveredMs).toBe(400);
});

test('one that stays away has not recovered', () => {
  const gone = recoveredRate(
    {originMs: 100, binBytes: Array(41).fill(50)},
    {committedAtMs: 2100, endedAtMs: 6000},
  );
  expect(gone).toEqual({beforeBps: 8000, recoveredMs: null});
});

test('without a rate before there is none to recover', () => {
  const none = recoveredRate(
    {originMs: 3000, binBytes: [50]},
    {committedAtMs: 2100, endedAtMs: 6000},
  );
  expect(none).toBeNull();
});
