import {stripVTControlCharacters} from 'node:util';
import {Errors} from '@oclif/core';
import {didYouMean} from '../did-you-mean.js';
import {ClawError} from '../errors.js';

/** What oclif throws when the command line does not parse. */
type ParseError = Errors.CLIError & {
  /** Unknown flags, as typed. */
  flags?: string[];
  /** Unexpected arguments as typed, or the definitions of missing ones. */
  args?: (string | {name: string})[];
  parse?: {input?: {flags?: Record<string, unknown>}};
};

/** Whether oclif threw this because of what was typed. */
export function isUsageError(thrown: unknown): thrown is Errors.CLIError {
  return thrown instanceof Errors.CLIError;
}

/**
 * The same error in claw's words, with what was probably meant.
 *
 * @param command the command as typed (`mesh up`), where one was found
 */
export function toUsageError(error: ParseError, command?: string): ClawError {
  const help = `claw ${command ? `${command} ` : ''}--help`;
  return unknownFlag(error, help) ?? unknownValue(error) ?? unexpectedOrMissing(error, help);
}

/** oclif puts these around what a flag's parser says, and our parsers name the flag themselves. */
export function withoutParserWords(message: string): string {
  return message.replace(/^Parsing --\S+ \n\t/, '').replaceAll('\nSee more help with --help', '');
}

function unknownFlag(error: ParseError, help: string): ClawError | undefined {
  const flag = error.flags?.[0];
  if (flag === undefined) return undefined;
  const known = Object.keys(error.parse?.input?.flags ?? {}).map((name) => `--${name}`);
  return new ClawError(`unknown flag ${flag}`, {
    code: 'FLAG_UNKNOWN',
    hint: didYouMean(flag, known) ?? help,
  });
}

/** oclif has the parts of this one only in its text. */
const NOT_AN_OPTION = /^Expected (?:--([^=\s]+)=)?(.*) to be one of: (.*)$/m;

function unknownValue(error: ParseError): ClawError | undefined {
  const match = NOT_AN_OPTION.exec(error.message);
  if (!match) return undefined;
  const [, flag, value = '', options = ''] = match;
  const prefix = flag ? `--${flag}` : '';
  const meant = didYouMean(value, options.split(', '));
  return new ClawError(`${prefix ? `${prefix}: ` : ''}"${value}" is not one of ${options}`, {
    code: 'VALUE_UNKNOWN',
    hint: `${prefix} ${meant ?? options.replaceAll(', ', '|')}`.trim(),
  });
}

function unexpectedOrMissing(error: ParseError, hint: string): ClawError {
  const names = (error.args ?? []).map((arg) => (typeof arg === 'string' ? arg : arg.name));
  if (names.length === 0) {
    return new ClawError(usageMessage(error.message), {code: 'USAGE', hint});
  }
  const missing = error.args?.some((arg) => typeof arg !== 'string');
  const problem = missing ? 'missing' : 'unexpected';
  return new ClawError(`${problem} argument: ${names.join(', ')}`, {code: 'USAGE', hint});
}

function usageMessage(message: string): string {
  // On a terminal oclif makes some of it dim.
  const text = stripVTControlCharacters(withoutParserWords(message))
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^(Missing required flag) (?=\w)/, '$1 --');
  return text.charAt(0).toLowerCase() + text.slice(1).trim();
}
