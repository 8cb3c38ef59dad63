import {writeSync} from 'node:fs';

/** Set-up could not finish. `hint` says what to try. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   * @param {{cause?: unknown, log?: string}} [options] `log`: output to show in full
   */
  constructor(message, hint, options = {}) {
    super(message, {cause: options.cause});
    this.hint = hint;
    this.log = options.log;
  }
}

/**
 * One short line of progress on stderr.
 * @param {string} line
 */
export function say(line) {
  writeSync(2, `claw: ${line}\n`);
}

/**
 * Prints a failure as every claw command does, also when nothing of claw could be loaded.
 * @param {SetupError} error
 * @param {string[]} argv
 */
export function complain(error, argv) {
  if (error.log) writeSync(2, `${error.log.trimEnd()}\n`);
  say(`${error.message}\n  try: ${error.hint}`);
  if (!argv.includes('--json')) return;
  const {message, hint} = error;
  const document = {error: {code: 'SETUP_FAILED', message, hint}};
  writeSync(1, `${JSON.stringify(document, null, 2)}\n`);
}
