import {expect, test} from 'vitest';
import {didYouMean} from '../../src/did-you-mean.js';

const KNOWN = ['doctor', 'clean', 'mesh up', 'symmetric', 'open'];

test.each([
  ['docter', 'doctor'],
  ['odctor', 'doctor'],
  ['CLEAN', 'clean'],
  ['mesh pu', 'mesh up'],
  ['symetric', 'symmetric'],
  ['doc', 'doctor'],
  ['opne', 'open'],
])('%s probably means %s', (word, meant) => {
  expect(didYouMean(word, KNOWN)).toBe(meant);
});

test.each(['', 'x', 'banana', 'mesh down', 'cleanser'])('nothing is near to "%s"', (word) => {
  expect(didYouMean(word, KNOWN)).toBeUndefined();
});

test('a beginning that several words share is no suggestion', () => {
  expect(didYouMean('sym', ['symmetric', 'symmetric-random'])).toBeUndefined();
});
