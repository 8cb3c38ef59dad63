import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import type {HostProcess} from './lab.js';

/** How long a process may take to end by itself after SIGTERM. */
const TERM_MS_MAX = 2000;

/** Starts a program with a pipe as stdin; stdout and stderr are appended to `logFile`. */
export function startProcess(argv: readonly string[], options: {logFile: string}): HostProcess {
  const [program = '', ...args] = argv;
  const log = openSync(options.logFile, 'a', 0o600);
  // A process group of its own: Ctrl-C at the terminal is for claw, which ends the lab in order.
  const child = spawn(program, args, {stdio: ['pipe', log, log], detached: true});
  closeSync(log);
  // A child that ends before its input is read is reported by `ended`, not by a broken pipe.
  child.stdin?.on('error', () => {});
  const ended: HostProcess['ended'] = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({code, signal}));
    child.once('error', () => resolve({code: null, signal: null}));
  });
  return {child, ended};
}

/** Ends processes: SIGTERM, and SIGKILL for those that take longer than 2 s. */
export async function endProcesses(processes: readonly HostProcess[]): Promise<void> {
  const all = Promise.all(processes.map(({ended}) => ended));
  for (const {child} of processes) child.kill('SIGTERM');
  const kill = setTimeout(() => {
    for (const {child} of processes) child.kill('SIGKILL');
  }, TERM_MS_MAX);
  await all;
  clearTimeout(kill);
}
