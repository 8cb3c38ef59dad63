import {expect, test} from 'vitest';
import {inTree} from '../../../bin/setup/tree.js';
import {addCounts, countReport, countsLine} from '../../../bin/test/counts.js';

const REPORT = {numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1};

test('a lane that passed counts its tests', () => {
  const counts = countReport('unit', JSON.stringify(REPORT), true);
  expect(counts).toEqual({passed: 5, failed: 0, skipped: 2, tests: 5, failures: []});
  expect(countsLine(counts)).toBe('5 passed, 0 failed, 2 skipped');
});

test('failed tests are counted once', () => {
  const report = JSON.stringify({...REPORT, numFailedTests: 2});
  expect(countReport('unit', report, false)).toMatchObject({passed: 5, failed: 2, tests: 7});
});

test('a file that does not load is a failure though no test failed', () => {
  expect(countReport('unit', JSON.stringify(REPORT), false).failed).toBe(1);
});

test('a lane that crashed before its report is a failure', () => {
  expect(countReport('unit', undefined, false)).toEqual({
    ...{passed: 0, failed: 1, skipped: 0, tests: 0},
    failures: ['unit  failed outside of any test: see above'],
  });
});

test('the line adds everything up and leaves out what is not', () => {
  const checks = {passed: 3, failed: 1, skipped: 0, tests: 0, failures: ['lint: see above']};
  const lane = {passed: 6, failed: 1, skipped: 0, tests: 7, failures: ['sim  a']};
  const sum = addCounts([checks, lane]);
  expect(countsLine(sum)).toBe('9 passed, 2 failed');
  expect(sum.failures).toEqual(['lint: see above', 'sim  a']);
});

test('what failed is told with its file and its error', () => {
  const passed = {fullName: 'works', status: 'passed', failureMessages: []};
  const failed = {fullName: 'adds up', status: 'failed', failureMessages: ['Error: 2\nat line 7']};
  const loaded = {
    name: inTree('test/sim/a.test.ts'),
    message: '',
    assertionResults: [passed, failed],
  };
  const unread = {name: inTree('test/sim/b.test.ts'), message: 'No module', assertionResults: []};
  const report = {...REPORT, numFailedTests: 1, testResults: [loaded, unread]};
  expect(countReport('sim', JSON.stringify(report), false).failures).toEqual([
    'sim  test/sim/a.test.ts  adds up\n    Error: 2\n    at line 7',
    'sim  test/sim/b.test.ts\n    No module',
  ]);
});
