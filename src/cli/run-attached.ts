import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {ClawError} from '../errors.js';

/**
 * Runs a program with this terminal and waits for it. Ctrl-C reaches it by the terminal; what is
 * sent to this process alone is passed on.
 *
 * @param env added to this process's
 * @returns its exit code; 128 and the signal's number if a signal ended it, as shells have it
 * @throws ClawError `PROGRAM_NOT_RUN` when there is no such program
 */
export async function runAttached(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {stdio: 'inherit', env: {...process.env, ...env}});
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(notRun(program, cause)));
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

function notRun(program: string, cause: Error): ClawError {
  return new ClawError(`cannot run "${program}": ${cause.message}`, {
    code: 'PROGRAM_NOT_RUN',
    hint: 'Give a program that is installed, or its path.',
    cause,
  });
}
