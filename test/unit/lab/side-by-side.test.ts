import {setImmediate as turn} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {sideBySide} from '../../../src/lab/side-by-side.js';

it('does everything, never more at once, and keeps the order', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const results = await sideBySide([7, 2, 3, 4, 5, 6, 1], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turns = 0; turns < item; turns++) await turn();
    running -= 1;
    done.push(item);
    return 10 * item;
  });
  expect(results).toEqual([70, 20, 30, 40, 50, 60, 10]);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

it('begins nothing after a failure', async () => {
  const begun: number[] = [];
  const all = sideBySide([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    await turn();
    if (item === 1) throw new Error('one');
    await turn();
  });
  await expect(all).rejects.toThrow('one');
  for (let turns = 0; turns < 5; turns++) await turn();
  expect(begun).toEqual([1, 2]);
});

it('has nothing to do with nothing', async () => {
  await sideBySide([], 4, () => expect.unreachable());
});
