import {expect, test} from 'vitest';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {quantile, summaryLines} from '../../../src/report/summary.js';
import {normalRun, resultIn} from './example-runs.js';

test('quantiles interpolate between neighbours (type 7)', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8);
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([1, 2], 1)).toBe(2);
  expect(quantile([], 0.5)).toBeUndefined();
});

test('one line where it fits, two where it does not', () => {
  const result = resultIn(normalRun());
  expect(summaryLines(result, 120, glyphsFor(true))).toHaveLength(2);
  const narrow = summaryLines(result, 80, glyphsFor(true));
  expect(narrow).toHaveLength(3);
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('says how to remove what a lab left behind', () => {
  const result = {...resultIn(normalRun()), leftovers: 2};
  expect(summaryLines(result, 80, glyphsFor(true)).at(-1)).toBe(
    '2 left behind by the lab; "claw clean" removes them.',
  );
});

test('a run that connected nothing has counts and no figures', () => {
  const run = resultIn(normalRun());
  const result = {
    ...run,
    connections: [],
    summary: {...run.summary, connected: 0, ttfbMs: {p50: null, p95: null}},
  };
  expect(summaryLines(result, 80, glyphsFor(true))).toEqual(['0 of 15 connected.']);
});
