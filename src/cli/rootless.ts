import {rootlessArgv} from '../lab/rootless.js';
import {runAttached} from './run-attached.js';

/**
 * Runs the same command again as root of a user namespace, with this terminal.
 * @returns its exit code
 */
export async function runRootless(command: readonly string[]): Promise<number> {
  return runAttached(rootlessArgv(command));
}
