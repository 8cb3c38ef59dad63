import {expect, test} from 'vitest';
import {cleanText} from '../../../src/cli/clean-text.js';

const LEFTOVERS = [
  {ownerPid: 41, namespaces: ['claw-41-a1', 'claw-41-core'], directory: '/run/claw/claw-41'},
  {ownerPid: 42, namespaces: ['claw-42-a1']},
];

test('nothing to do is said', () => {
  expect(cleanText({leftovers: [], remaining: [], dryRun: false})).toBe('Nothing to clean up.');
});

test('a dry run says what would go', () => {
  expect(cleanText({leftovers: LEFTOVERS, remaining: [], dryRun: true})).toMatchInlineSnapshot(`
    "would remove run 41: 2 namespaces (claw-41-a1 claw-41-core), /run/claw/claw-41
    would remove run 42: 1 namespace (claw-42-a1)"
  `);
});

test('what could not be removed is not called removed in silence', () => {
  const remaining = ['namespace claw-42-a1'];
  expect(cleanText({leftovers: LEFTOVERS, remaining, dryRun: false})).toMatchInlineSnapshot(`
    "removed run 41: 2 namespaces (claw-41-a1 claw-41-core), /run/claw/claw-41
    removed run 42: 1 namespace (claw-42-a1)
    could not remove namespace claw-42-a1"
  `);
});
