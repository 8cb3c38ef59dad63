import {fileURLToPath} from 'node:url';
import {SetupError} from '../setup/say.js';
import {noCounts} from '../test/counts.js';
import {prepareGuest} from './guest-files.js';

/** @typedef {(argv: string[]) => string[]} Wrap makes the argv that runs an argv elsewhere */

/**
 * Runs the tests that need netem: on this kernel if it has it, else on a stock Debian kernel in
 * qemu, with what that needs installed first. Counts as one skipped where neither is to be had.
 * @param {(lane: string, wrap?: Wrap) => import('../test/counts.js').Counts} runLane
 */
export async function runKernelLane(runLane) {
  const {probeNetem} = await compiled('links/netem.js');
  if (await probeNetem()) {
    if (process.getuid?.() === 0) return runLane('kernel');
    const {rootlessArgv} = await compiled('rootless.js');
    return runLane('kernel', rootlessArgv);
  }
  try {
    await prepareGuest();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.log(`skip  kernel: no netem here, and ${error.message}\n  try: ${error.hint}`);
    return {...noCounts(), skipped: 1};
  }
  return runLane('kernel', inGuest);
}

/** @param {string} path */
function compiled(path) {
  return import(new URL(`../../dist/lab/${path}`, import.meta.url).href);
}

/** @type {Wrap} */
function inGuest(argv) {
  return [process.execPath, fileURLToPath(new URL('boot.js', import.meta.url)), ...argv];
}
