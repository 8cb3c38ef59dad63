import {didYouMean} from '../did-you-mean.js';
import {ClawError} from '../errors.js';

/**
 * The error for words that name no command.
 *
 * @param typed what was typed; oclif joins words with colons
 * @param known ids of commands and topics, joined with colons
 */
export function unknownCommand(typed: readonly string[], known: readonly string[]): ClawError {
  const words = beforeFlags(typed.flatMap((part) => part.split(':')));
  const names = known.map((id) => id.replaceAll(':', ' '));
  const asked = words.join(' ');
  const meant = didYouMean(asked, names);
  if (meant) return unknown(asked, `claw ${meant}`);
  const parent = longestKnown(words, names);
  return unknown(asked, parent ? `claw ${parent} --help` : 'claw --help');
}

function unknown(asked: string, hint: string): ClawError {
  return new ClawError(`unknown command "${asked}"`, {code: 'COMMAND_UNKNOWN', hint});
}

function beforeFlags(words: readonly string[]): readonly string[] {
  const index = words.findIndex((word) => word.startsWith('-'));
  return index === -1 ? words : words.slice(0, index);
}

/** `clean` of `clean everything`: the command whose help says what it takes. */
function longestKnown(words: readonly string[], names: readonly string[]): string | undefined {
  const prefixes = words.map((_, index) => words.slice(0, words.length - index).join(' '));
  return prefixes.find((prefix) => names.includes(prefix));
}
