import {expect, it} from 'vitest';
import {StandingQueue} from '../../../../src/core/congestion/standing-queue.js';

const ROUND_MS = 50;

/** A queue whose round at `n` times 50 ms had `oneWayMs[n]` as its least. */
function after(oneWayMs: readonly number[]): StandingQueue {
  const queue = new StandingQueue();
  for (const [round, ms] of oneWayMs.entries()) {
    queue.onPacket(round * ROUND_MS, ms, false);
    queue.endRound(round * ROUND_MS, ms, ROUND_MS);
  }
  return queue;
}

it('is what packets take beyond the least of ten seconds', () => {
  expect(after([25, 24, 31]).ms).toBe(7);
  const queue = after([25, 30]);
  queue.onPacket(11_000, 30, false);
  queue.endRound(11_000, 30, ROUND_MS);
  expect(queue.ms).toBe(0);
});

it('keeps what is known of the empty path while that is hidden', () => {
  const queue = after([25]);
  for (let now = 100; now < 30_000; now += 100) queue.onPacket(now, 45, true);
  queue.endRound(30_000, 45, ROUND_MS);
  expect(queue.ms).toBe(20);
});

it('stays as it was in a round without packets', () => {
  const queue = after([25, 33]);
  queue.endRound(150, Number.POSITIVE_INFINITY, ROUND_MS);
  expect(queue.ms).toBe(8);
});

it.each([
  ['a tenth more is sent than leaves, for three rounds', [25, 31, 37, 43], true],
  ['for two rounds only', [25, 31, 37, 37], false],
  ['a twentieth more', [25, 28, 31, 34, 37, 40], false],
  ['the path has become longer at once', [25, 25, 60, 60, 60], false],
  ['jitter', [25, 31, 37, 30, 36, 42, 33], false],
])('grows, or not, when %s', (_what, oneWayMs, expected) => {
  expect(after(oneWayMs).isGrowing).toBe(expected);
});

it('is looked at once a round trip, however short the rounds', () => {
  const queue = after([25]);
  for (let now = 10; now <= 100; now += 10) queue.endRound(now, 25 + now / 5, ROUND_MS);
  expect(queue.isGrowing).toBe(false);
  queue.endRound(150, 55, ROUND_MS);
  expect(queue.isGrowing).toBe(true);
});
