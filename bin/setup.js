import {existsSync} from 'node:fs';
import {build, buildIsStale} from './setup/build.js';
import {dependenciesAreStale, installDependencies} from './setup/dependencies.js';
import {withLock} from './setup/lock.js';
import {complain, SetupError} from './setup/say.js';
import {installSystemPackages} from './setup/system-packages.js';
import {inTree, makeStampDirectory, stampPath} from './setup/tree.js';

/** What never sets up a network on this machine, or runs inside a lab that is already up. */
const NEEDS_NO_LAB = new Set(['--version', '--help', 'help', 'autocomplete', 'agent', 'clean']);

/**
 * Makes this checkout ready to run: dependencies, build, system packages. Costs a few milliseconds
 * when there is nothing to do, and does nothing in an installed package.
 * @param {string[]} argv what is about to run
 * @returns {Promise<boolean>} false when it failed: that has been said and `process.exitCode` is set
 */
export async function setUp(argv) {
  if (!existsSync(inTree('src'))) return true;
  try {
    if (dependenciesAreStale() || buildIsStale()) await setUpTree();
    const first = argv[0];
    if (first && !NEEDS_NO_LAB.has(first) && !argv.includes('--help'))
      await installSystemPackages();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    complain(error, argv);
    process.exitCode = 3;
    return false;
  }
}

async function setUpTree() {
  makeStampDirectory();
  await withLock(stampPath('lock'), async () => {
    // Another claw may have done all of it while this one waited for the lock.
    if (dependenciesAreStale()) installDependencies();
    if (buildIsStale()) await build();
  });
}
