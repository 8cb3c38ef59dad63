import {ClawError, ExitCode} from '../errors.js';
import {Interrupted} from './signals.js';
import {isUsageError, toUsageError, withoutParserWords} from './usage-error.js';
import {wrapWords} from './wrap-words.js';

/** An error as programs and people are shown it. */
export interface Failure {
  code: string;
  message: string;
  hint: string | null;
  exitCode: number;
  /** Only for bugs: nobody else needs it. */
  stack?: string;
}

/**
 * Every error claw can end with, as one shape. What claw did not foresee is a bug (70).
 *
 * @param command the command as typed (`mesh up`), where one was found
 */
export function toFailure(thrown: unknown, command?: string): Failure {
  if (thrown instanceof Interrupted) {
    const {message, exitCode} = thrown;
    return {code: 'INTERRUPTED', message, hint: null, exitCode};
  }
  const error = isUsageError(thrown) ? toUsageError(thrown, command) : thrown;
  if (error instanceof ClawError) {
    const {code, hint = null, exitCode} = error;
    return {code, message: withoutParserWords(error.message), hint, exitCode};
  }
  return bug(error);
}

function bug(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'BUG',
    message: `this is a bug in claw: ${error.message}`,
    hint: 'Please report it, with the lines above and the command that you ran.',
    exitCode: ExitCode.bug,
    stack: error.stack ?? error.message,
  };
}

/** What stderr shows, `columns` wide: a line of a file or a pipe may be as long as it likes. */
export function failureText(failure: Failure, columns?: number): string {
  const {stack} = failure;
  return `${stack === undefined ? '' : `${stack}\n`}${adviceText('claw', failure, columns)}`;
}

/** The same of what is to be known though the command goes on. */
export function warningText(warning: Advice, columns?: number): string {
  return adviceText('warning', warning, columns);
}

type Advice = Pick<Failure, 'message' | 'hint'>;

function adviceText(
  label: string,
  {message, hint}: Advice,
  columns = Number.POSITIVE_INFINITY,
): string {
  const lines = [`${label}: ${message}`, ...(hint === null ? [] : [`  try: ${hint}`])];
  return lines
    .map((line) => `${wrapWords(line, columns, ' '.repeat(line.indexOf(':') + 2))}\n`)
    .join('');
}

/** What stdout carries with `--json`. */
export function failureDocument({code, message, hint}: Failure) {
  return {error: {code, message, hint}};
}
