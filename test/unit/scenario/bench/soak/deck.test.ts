import {expect, test} from 'vitest';
import {Random} from '../../../../../src/lab/links/random.js';
import {Deck} from '../../../../../src/scenario/bench/soak/deck.js';

const any = () => true;
const newDeck = () => new Deck(['a', 'b', 'c', 'd'], new Random(7, 'test'));

test('each card once before any comes again, in another order the next time', () => {
  const deck = newDeck();
  const rounds = Array.from({length: 6}, () => [1, 2, 3, 4].map(() => deck.draw(any)));
  for (const round of rounds) expect([...round].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(new Set(rounds.map((round) => round.join(''))).size).toBeGreaterThan(1);
});

test('one that does not fit stays for later', () => {
  const deck = newDeck();
  const drawn = [1, 2, 3].map(() => deck.draw((card) => card !== 'b'));
  expect([...drawn, deck.draw(any)].sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('when none fits, there is nothing to deal', () => {
  expect(() => newDeck().draw(() => false)).toThrow(RangeError);
});
