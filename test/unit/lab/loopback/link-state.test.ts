import {expect, test} from 'vitest';
import {LinkState} from '../../../../src/lab/loopback/link-state.js';

test('blackouts and flapping count from when the link came up', () => {
  const state = new LinkState(
    {
      delayMs: 5,
      blackouts: [{atMs: 100, forMs: 50}],
      flap: {everyMs: 100, downMs: 10, fromMs: 300},
    },
    1000,
  );
  const at = [1099, 1100, 1149, 1150, 1299, 1300, 1310, 1405].map((ms) => state.delayMsAt(ms));
  expect(at).toEqual([5, undefined, undefined, 5, 5, undefined, 5, undefined]);
});

test('a timeline changes the delay, and can take the link down', () => {
  const timeline = [
    {atMs: 10, change: {delayMs: 20}},
    {atMs: 20, change: {loss: 1}},
    {atMs: 30, change: {loss: null, delayMs: null}},
  ];
  const state = new LinkState({delayMs: 5, timeline}, 0);
  expect([0, 10, 20, 30].map((ms) => state.delayMsAt(ms))).toEqual([5, 20, undefined, 0]);
});

test('another model keeps the start', () => {
  const state = new LinkState({loss: 1}, 1000);
  expect(state.delayMsAt(1010)).toBe(undefined);
  state.replace({delayMs: 7, blackouts: [{atMs: 20, forMs: 10}]});
  expect([1010, 1020, 1030].map((ms) => state.delayMsAt(ms))).toEqual([7, undefined, 7]);
});
