import {expect, test} from 'vitest';
import {measureInterleaved, spreadOver} from '../../../../src/scenario/bench/outcomes.js';

test('items take turns, and one that fails does not end the others', async () => {
  const steps: string[] = [];
  const outcomes = await measureInterleaved(['a', 'b'] as const, {
    runs: 2,
    measure: async (item, run) => {
      if (item === 'b' && run === 1) throw new Error('no path');
      return run;
    },
    describe: (run) => `measured ${run}`,
    onStep: (text) => steps.push(text),
  });
  expect(steps).toEqual([
    'run 1 of 2, a: measured 0',
    'run 1 of 2, b: measured 0',
    'run 2 of 2, b: no path',
    'run 2 of 2, a: measured 1',
  ]);
  expect([...outcomes]).toEqual([
    ['a', {runs: [0, 1], failures: []}],
    ['b', {runs: [0], failures: ['no path']}],
  ]);
});

test('a figure that some runs lack is that of the others', () => {
  expect(spreadOver([1, null, 3], (value) => value)).toEqual({median: 2, min: 1, max: 3});
  expect(spreadOver([null], (value) => value)).toBeNull();
});
