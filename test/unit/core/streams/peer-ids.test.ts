import {expect, it} from 'vitest';
import {PeerIds} from '../../../../src/core/streams/peer-ids.js';

it('lets a late id be news once', () => {
  const ids = new PeerIds(1);
  ids.see(7, 10);
  expect([1, 3, 5, 7, 9].map((id) => ids.isNews(id))).toEqual([true, true, true, false, true]);
  ids.see(3, 10);
  expect([1, 3, 5, 7, 9].map((id) => ids.isNews(id))).toEqual([true, false, true, false, true]);
});

it('counts the ids that were left out', () => {
  const ids = new PeerIds(0);
  expect(() => ids.see(Number.MAX_SAFE_INTEGER - 1, 1024)).toThrow('too many streams');
  expect(() => ids.see(8, 4)).toThrow('too many streams');
  ids.see(8, 5);
  expect(() => ids.see(10, 4)).toThrow('too many streams');
  expect(() => ids.see(2, 3)).toThrow('too many streams');
  ids.see(2, 4);
});
