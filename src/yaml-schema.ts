import {z} from 'zod';
import {didYouMean} from './did-you-mean.js';

/** An object with these keys and no others; an unknown one hears what it may have meant. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return 'is not a list of keys';
      return issue.keys.map((key) => unknownWord('key', key, known)).join('; ');
    },
  });
}

/** One of a few words. */
export function word<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, {error: ({input}) => unknownWord('value', String(input), words)});
}

function unknownWord(what: string, asked: string, known: readonly string[]): string {
  const guess = didYouMean(asked, known);
  const rest = guess ? `did you mean "${guess}"?` : `known: ${known.join(', ')}`;
  return `unknown ${what} "${asked}", ${rest}`;
}
