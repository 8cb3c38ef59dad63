import {ClawError} from '../errors.js';

export const PROGRESS_CHOICES = ['auto', 'tty', 'plain', 'json', 'quiet'] as const;
export type ProgressChoice = (typeof PROGRESS_CHOICES)[number];
export type ProgressMode = Exclude<ProgressChoice, 'auto'>;

/** Where progress would be drawn. */
export interface ProgressTarget {
  /** Whether stderr is a terminal. */
  isTty: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides how progress is shown on stderr. `auto` draws only where drawing works: on a terminal
 * that is neither dumb nor a CI log.
 *
 * Throws `PROGRESS_NEEDS_TERMINAL` (2) if `tty` is asked where stderr is not a terminal.
 */
export function resolveProgress(
  asked: ProgressChoice,
  {isTty, env}: ProgressTarget = {isTty: process.stderr.isTTY === true, env: process.env},
): ProgressMode {
  if (asked === 'tty' && !isTty) {
    throw new ClawError('--progress tty: stderr is not a terminal', {
      code: 'PROGRESS_NEEDS_TERMINAL',
      hint: 'Use --progress plain.',
    });
  }
  if (asked !== 'auto') return asked;
  return isTty && !isCi(env['CI']) && env['TERM'] !== 'dumb' ? 'tty' : 'plain';
}

function isCi(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}
