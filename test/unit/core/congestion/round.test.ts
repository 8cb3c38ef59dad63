import {expect, it} from 'vitest';
import type {PathSample} from '../../../../src/core/congestion/controller.js';
import {Round} from '../../../../src/core/congestion/round.js';

const NOTHING: PathSample = {
  now: 0,
  ackedBytes: 0,
  lostBytes: 0,
  inFlight: 0,
  rttMs: Number.NaN,
  minRttMs: 50,
  smoothedRttMs: 50,
  oneWayMs: Number.NaN,
  arrivedAtMs: Number.NaN,
  isAppLimited: false,
  isRoundStart: false,
};

function roundOf(samples: readonly Partial<PathSample>[]): Round {
  const round = new Round();
  for (const sample of samples) round.add({...NOTHING, ...sample});
  return round;
}

it('counts what arrived between the first and the last arrival', () => {
  const arrivals = [0, 10, 20].map((arrivedAtMs) => ({arrivedAtMs, ackedBytes: 1000}));
  expect(roundOf(arrivals).rate).toBe(100);
});

it('counts arrivals of unknown time once a later one tells the time', () => {
  const untimed = {ackedBytes: 50_000};
  const timed = [
    {arrivedAtMs: 0, ackedBytes: 1000},
    {arrivedAtMs: 10, ackedBytes: 1000},
  ];
  expect(roundOf([...timed, untimed]).rate).toBe(100);
  expect(roundOf([...timed, untimed, {arrivedAtMs: 520, ackedBytes: 1000}]).rate).toBe(100);
  expect(roundOf([untimed, ...timed]).rate).toBe(100);
});

it('goes on in the next interval with what is untimed yet', () => {
  const round = roundOf([
    {arrivedAtMs: 0, ackedBytes: 1000},
    {arrivedAtMs: 10, ackedBytes: 1000},
    {ackedBytes: 3000},
  ]);
  round.begin(50);
  round.add({...NOTHING, arrivedAtMs: 50, ackedBytes: 1000});
  expect(round.rate).toBe(100);
});

it('knows no rate of a moment', () => {
  expect(roundOf([{arrivedAtMs: 5, ackedBytes: 1000}]).rate).toBeNaN();
  expect(roundOf([{ackedBytes: 1000}]).rate).toBeNaN();
});
