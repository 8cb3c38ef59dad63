import {spawnSync} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {SetupError} from './say.js';
import {ROOT, stampPath} from './tree.js';

/**
 * Runs a program to its end with its output in a log file, which is shown only if it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{log: string, failure: string, hint: string, env?: NodeJS.ProcessEnv}} options
 */
export function runLogged(program, args, options) {
  const log = stampPath(options.log);
  const output = openSync(log, 'w');
  try {
    const env = {...process.env, ...options.env};
    const ended = spawnSync(program, args, {cwd: ROOT, env, stdio: ['ignore', output, output]});
    if (ended.status === 0) return;
    const {hint, failure} = options;
    throw new SetupError(failure, hint, {cause: ended.error, log: readFileSync(log, 'utf8')});
  } finally {
    closeSync(output);
  }
}
