import fc from 'fast-check';
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

it('gives frames back by time, those of one time as they came, whatever overtakes', () => {
  const steps = fc.array(fc.oneof(fc.constant('shift' as const), fc.nat(20)), {maxLength: 200});
  fc.assert(
    fc.property(steps, (list) => {
      const queue = new FrameQueue(16);
      const model: {slot: number; atMs: number}[] = [];
      list.forEach((step, slot) => {
        const [first] = model;
        expect(queue.count).toBe(model.length);
        expect(queue.dueMs).toBe(first?.atMs ?? Number.POSITIVE_INFINITY);
        if (step !== 'shift') {
          expect(queue.push(slot, slot + 60, step)).toBe(model.length < 16);
          if (model.length < 16) model.push({slot, atMs: step});
          model.sort((one, other) => one.atMs - other.atMs || one.slot - other.slot);
        } else if (first) {
          expect([queue.slot, queue.bytes]).toEqual([first.slot, first.slot + 60]);
          queue.shift();
          model.shift();
        }
      });
    }),
  );
});
