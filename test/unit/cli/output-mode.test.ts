import {expect, test} from 'vitest';
import {resolveProgress} from '../../../src/cli/output-mode.js';

const TERMINAL = {isTty: true, env: {TERM: 'xterm'}};
const PIPE = {isTty: false, env: {TERM: 'xterm'}};

test.each([
  ['a terminal', TERMINAL, 'tty'],
  ['a pipe', PIPE, 'plain'],
  ['a dumb terminal', {isTty: true, env: {TERM: 'dumb'}}, 'plain'],
  ['a CI log', {isTty: true, env: {CI: 'true'}}, 'plain'],
  ['a terminal where CI is switched off', {isTty: true, env: {CI: 'false'}}, 'tty'],
] as const)('auto on %s', (_name, target, mode) => {
  expect(resolveProgress('auto', target)).toBe(mode);
});

test.each(['plain', 'json', 'quiet'] as const)('%s is what was asked, anywhere', (asked) => {
  expect(resolveProgress(asked, TERMINAL)).toBe(asked);
  expect(resolveProgress(asked, PIPE)).toBe(asked);
});

test('tty without a terminal is refused rather than drawn into a file', () => {
  expect(resolveProgress('tty', TERMINAL)).toBe('tty');
  expect(() => resolveProgress('tty', PIPE)).toThrow(
    expect.objectContaining({code: 'PROGRESS_NEEDS_TERMINAL', exitCode: 2}),
  );
});
