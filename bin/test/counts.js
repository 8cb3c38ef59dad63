import {relative} from 'node:path';
import {ROOT} from '../setup/tree.js';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} tests how many of them are tests that ran, not check steps
 * @property {string[]} failures what failed, and its error, to be told again at the end
 */

/** @returns {Counts} */
export const noCounts = () => ({passed: 0, failed: 0, skipped: 0, tests: 0, failures: []});

/**
 * @param {Counts[]} parts
 * @returns {Counts}
 */
export function addCounts(parts) {
  const sum = noCounts();
  for (const part of parts) {
    sum.passed += part.passed;
    sum.failed += part.failed;
    sum.skipped += part.skipped;
    sum.tests += part.tests;
    sum.failures.push(...part.failures);
  }
  return sum;
}

/** @param {Counts} counts */
export function countsLine({passed, failed, skipped}) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts of one run of vitest, from its JSON report. A run that failed outside of any test (a file
 * that does not load, an unhandled rejection, a crash) counts as one failure more.
 * @param {string} lane
 * @param {string | undefined} report text of the report; undefined if there is none
 * @param {boolean} succeeded whether vitest exited with 0
 * @returns {Counts}
 */
export function countReport(lane, report, succeeded) {
  const parsed = report === undefined ? {} : JSON.parse(report);
  const {numPassedTests: passed = 0, numFailedTests = 0} = parsed;
  const {numPendingTests = 0, numTodoTests = 0} = parsed;
  const failed = succeeded || numFailedTests > 0 ? numFailedTests : 1;
  const skipped = numPendingTests + numTodoTests;
  const failures = (parsed.testResults ?? []).flatMap(failuresOf);
  if (failed > 0 && failures.length === 0) failures.push('failed outside of any test: see above');
  return {
    ...{passed, failed, skipped, tests: passed + numFailedTests},
    failures: failures.map((/** @type {string} */ failure) => `${lane}  ${failure}`),
  };
}

/**
 * @typedef {{fullName: string, status: string, failureMessages: string[]}} Outcome
 * @param {{name: string, message?: string, assertionResults: Outcome[]}} file
 */
function failuresOf({name, message, assertionResults}) {
  const file = relative(ROOT, name);
  const tests = assertionResults.filter(({status}) => status === 'failed');
  if (message && tests.length === 0) return [`${file}\n${indented(message)}`];
  return tests.map(
    ({fullName, failureMessages}) =>
      `${file}  ${fullName}\n${indented(failureMessages.join('\n'))}`,
  );
}

/** @param {string} text */
const indented = (text) => text.replace(/^/gm, '    ');
