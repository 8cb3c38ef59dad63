import {spawn} from 'node:child_process';
import {rootlessArgv} from '../lab/rootless.js';

/**
 * Runs the same command again as root of a user namespace, with this terminal.
 * @returns its exit code
 */
export async function runRootless(command: readonly string[]): Promise<number> {
  const [program = '', ...args] = rootlessArgv(command);
  const child = spawn(program, args, {stdio: 'inherit'});
  // The child shares the terminal and hears Ctrl-C itself; this process only waits for it. What is
  // sent to this process alone is passed on.
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
