import {expect, test} from 'vitest';
import type {LinkStats} from '../../../../src/lab/links/link-stats.js';
import {linkTally} from '../../../../src/scenario/bench/link-tally.js';

function stats(packets: number, loss: number, queue: number): LinkStats {
  const idle = {loss: 0, queue: 0, codel: 0, blackout: 0, fault: 0, overrun: 0};
  const none = {packets: 0, bytes: 0, duplicated: 0, corrupted: 0, dropped: idle, faults: []};
  return {up: {...none, packets, dropped: {...idle, loss, queue}}, down: none};
}

test('only what happened between the two moments counts', () => {
  expect(linkTally(stats(100, 5, 2), stats(250, 9, 2), 'up')).toEqual({
    ...{packets: 150, lost: 4, queueDrops: 0, overrun: 0},
  });
});

test('where the driver does not count there is no tally', () => {
  expect(linkTally(undefined, undefined, 'up')).toBeUndefined();
});
