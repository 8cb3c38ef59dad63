import fc from 'fast-check';
import {expect, it} from 'vitest';
import {allPairs} from '../../../../src/scenario/mesh/pairs.js';

const names = fc.uniqueArray(fc.string({minLength: 1, maxLength: 4}), {maxLength: 30});

it('are every two agents, once, the one named first calling', () => {
  fc.assert(
    fc.property(names, (all) => {
      const expected = all.flatMap((from, at) => all.slice(at + 1).map((to) => `${from} ${to}`));
      const pairs = allPairs(all).map(({from, to}) => `${from} ${to}`);
      expect(pairs.sort()).toEqual(expected.sort());
    }),
  );
});

it('come in rounds in which no agent appears twice', () => {
  fc.assert(
    fc.property(names, (all) => {
      const perRound = Math.max(1, Math.floor(all.length / 2));
      const pairs = allPairs(all);
      for (let start = 0; start < pairs.length; start += perRound) {
        const round = pairs.slice(start, start + perRound).flatMap(({from, to}) => [from, to]);
        expect(new Set(round).size).toBe(round.length);
      }
    }),
  );
});

it.each([
  [[], []],
  [['a1'], []],
  [['a1', 'a2'], [{from: 'a1', to: 'a2'}]],
])('of %j are %j', (all, pairs) => {
  expect(allPairs(all)).toEqual(pairs);
});
