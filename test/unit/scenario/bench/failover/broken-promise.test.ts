import {expect, test} from 'vitest';
import {
  eventsSince,
  isKept,
  missingStretches,
} from '../../../../../src/scenario/bench/failover/broken-promise.js';
import type {MessageMode} from '../../../../../src/scenario/reliability/mode.js';
import {exampleFlow} from './flow-example.js';

const RELIABLE: MessageMode = {ordered: true, reliability: 'reliable'};
const LOSSY: MessageMode = {ordered: true, reliability: {maxRetransmits: 0}};
const NOTHING = {sent: 10, lost: 0, duplicated: 0, reordered: 0};

test.each([
  ['nothing happened', RELIABLE, NOTHING, true],
  ['a reliable one lost something', RELIABLE, {...NOTHING, lost: 1}, false],
  ['one that may lose did', LOSSY, {...NOTHING, lost: 1}, true],
  ['nobody may double', LOSSY, {...NOTHING, duplicated: 1}, false],
  ['an ordered one was reordered', LOSSY, {...NOTHING, reordered: 1}, false],
  ['an unordered one may be', {...RELIABLE, ordered: false}, {...NOTHING, reordered: 1}, true],
])('%s', (_, mode, delivery, kept) => {
  expect(isKept(mode, delivery)).toBe(kept);
});

test('what is missing is told by stretches, also at both ends of a flow', () => {
  const gone = new Set([0, 1, 40, 97, 98, 99]);
  const flow = exampleFlow(100, (id, sentAtMs) => (gone.has(id) ? null : sentAtMs + 25));
  expect(missingStretches(flow, 1500, 10)).toEqual([
    {ids: [0, 1], sentMs: [-500, -490]},
    {ids: [40, 40], sentMs: [-100, -100]},
    {ids: [97, 99], sentMs: [470, 490]},
  ]);
  expect(
    missingStretches(
      exampleFlow(100, (_, sentAtMs) => sentAtMs),
      1500,
      10,
    ),
  ).toEqual([]);
});

test('events are told in times from the fault', () => {
  const said = {type: 'closed' as const, peer: 'b', attempt: 'x', reason: 'left', atMs: 1700};
  const report = {events: [said], connection: null};
  expect(eventsSince([report as never], 1500)).toEqual([[{...said, atMs: 200}]]);
});
