import {expect, test} from 'vitest';
import {addCounts, countReport, countsLine} from '../../../bin/test/counts.js';

const REPORT = {numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1};

test('a lane that passed counts its tests', () => {
  const counts = countReport(JSON.stringify(REPORT), true);
  expect(counts).toEqual({passed: 5, failed: 0, skipped: 2, tests: 5});
  expect(countsLine(counts)).toBe('5 passed, 0 failed, 2 skipped');
});

test('failed tests are counted once', () => {
  const report = JSON.stringify({...REPORT, numFailedTests: 2});
  expect(countReport(report, false)).toMatchObject({passed: 5, failed: 2, tests: 7});
});

test('a file that does not load is a failure though no test failed', () => {
  expect(countReport(JSON.stringify(REPORT), false).failed).toBe(1);
});

test('a lane that crashed before its report is a failure', () => {
  expect(countReport(undefined, false)).toEqual({passed: 0, failed: 1, skipped: 0, tests: 0});
});

test('the line adds everything up and leaves out what is not', () => {
  const checks = {passed: 4, failed: 0, skipped: 0, tests: 0};
  const lane = {passed: 6, failed: 1, skipped: 0, tests: 7};
  expect(countsLine(addCounts([checks, lane]))).toBe('10 passed, 1 failed');
});
