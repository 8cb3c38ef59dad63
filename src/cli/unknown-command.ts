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
  const parent = longestKnown(words, names);
  const rest = words.slice(parent?.split(' ').length ?? 0);
  if (parent !== undefined && !isTopic(parent, names)) return unexpected(rest, parent);
  const asked = words.join(' ');
  const meant = guess(words, words.length - rest.length, names);
  return unknown(asked, `claw ${meant ?? `${parent ?? ''} --help`.trim()}`);
}

/** What follows the command, as in `lab upp two-homes`, is no part of its name. */
function guess(
  words: readonly string[],
  knownWords: number,
  names: readonly string[],
): string | undefined {
  const prefixes = words.map((_, index) => words.slice(0, words.length - index));
  return prefixes
    .filter((prefix) => prefix.length > knownWords)
    .map((prefix) => didYouMean(prefix.join(' '), names))
    .find((meant) => meant !== undefined);
}

function isTopic(name: string, names: readonly string[]): boolean {
  return names.some((other) => other.startsWith(`${name} `));
}

function unexpected(rest: readonly string[], command: string): ClawError {
  return new ClawError(`unexpected argument: ${rest.join(', ')}`, {
    code: 'USAGE',
    hint: `claw ${command} --help`,
  });
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
