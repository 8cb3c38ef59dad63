import {expect, it} from 'vitest';
import {FrameQueue} from '../../../../../src/lab/links/userspace/frame-queue.js';

it('is never due while empty', () => {
  expect(new FrameQueue(2).dueMs).toBe(Number.POSITIVE_INFINITY);
});

it('gives frames back in order, round the end of its memory', () => {
  const queue = new FrameQueue(3);
  const seen: [number, number, number][] = [];
  for (let n = 0; n < 8; n++) {
    expect(queue.push(n, 100 + n, n * 10)).toBe(true);
    if (n === 0) continue;
    seen.push([queue.slot, queue.bytes, queue.dueMs]);
    queue.shift();
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => [n, 100 + n, n * 10]));
});

it('refuses a frame when full, and takes one again after a shift', () => {
  const queue = new FrameQueue(2);
  expect([queue.push(0, 1, 1), queue.push(1, 1, 2), queue.push(2, 1, 3)]).toEqual([
    true,
    true,
    false,
  ]);
  queue.shift();
  expect(queue.push(2, 1, 3)).toBe(true);
  expect(queue.slot).toBe(1);
});
