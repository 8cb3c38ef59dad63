import {expect, test} from 'vitest';
import {rampSteps} from '../../../../../src/scenario/bench/failover/ramp.js';

test('a ramp goes up evenly and ends where it was to end', () => {
  expect(rampSteps({from: 0, to: 50, overMs: 2000, everyMs: 500})).toEqual([
    {atMs: 0, value: 12.5},
    {atMs: 500, value: 25},
    {atMs: 1000, value: 37.5},
    {atMs: 1500, value: 50},
  ]);
});

test('one that is shorter than its step is one step', () => {
  expect(rampSteps({from: 1, to: 0.5, overMs: 10, everyMs: 100})).toEqual([{atMs: 0, value: 0.5}]);
});
