import {expect, it} from 'vitest';
import {SLOT_BYTES, SlotPool} from '../../../../../src/lab/links/userspace/slot-pool.js';

it('hands out each slot once, and the last one returned first', () => {
  const pool = new SlotPool(3);
  expect([pool.take(), pool.take(), pool.take(), pool.take()]).toEqual([0, 1, 2, undefined]);
  pool.giveBack(0);
  pool.giveBack(2);
  expect([pool.take(), pool.take(), pool.take()]).toEqual([2, 0, undefined]);
});

it('lays slots out one after the other', () => {
  const pool = new SlotPool(4);
  expect(pool.addressOf(3) - pool.addressOf(0)).toBe(3 * SLOT_BYTES);
});

it('copies a frame from slot to slot', () => {
  const pool = new SlotPool(3);
  pool.view(0, 4).set([1, 2, 3, 4]);
  pool.copy(0, 2, 3);
  expect([...pool.view(2, 4)]).toEqual([1, 2, 3, 0]);
});
