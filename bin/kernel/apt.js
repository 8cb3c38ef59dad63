import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {runLogged} from '../setup/run-logged.js';
import {stampPath} from '../setup/tree.js';

const LOG = 'kernel-apt.log';

/** Root of a user namespace has uid 0 as well, but may install nothing. */
export function isRoot() {
  const everyone = /^\s*0\s+0\s+4294967295\s*$/m;
  return process.getuid?.() === 0 && everyone.test(readFileSync('/proc/self/uid_map', 'utf8'));
}

/**
 * Throws SetupError.
 * @param {string[]} packages
 */
export function aptInstall(packages) {
  withLists(() => apt(['install', '--yes', '--no-install-recommends', ...packages]));
}

/**
 * Puts the .deb files into a directory and installs nothing. Throws SetupError.
 * @param {string} directory
 * @param {() => string[]} packages asked for again after the package lists were renewed
 */
export function aptDownload(directory, packages) {
  withLists(() => apt(['download', ...packages()], directory));
}

/**
 * The packages that one depends on; none if apt does not know it.
 * @param {string} name
 */
export function dependenciesOf(name) {
  const argv = ['apt-cache', 'depends', name];
  // Through env, so that a machine without apt is one where nothing is found.
  const {stdout} = spawnSync('env', argv, {encoding: 'utf8'});
  return [...stdout.matchAll(/^\s*Depends: (\S+)$/gm)].map(([, found = '']) => found);
}

/**
 * Old lists name files that the mirror has replaced since: they are renewed after a failure.
 * @param {() => void} act
 */
function withLists(act) {
  if (hasLists()) {
    try {
      return act();
    } catch {
      // Tried once more below, where a failure is final.
    }
  }
  apt(['update']);
  act();
}

function hasLists() {
  const lists = '/var/lib/apt/lists';
  return existsSync(lists) && readdirSync(lists).some((name) => /_Packages/.test(name));
}

/**
 * @param {string[]} args
 * @param {string} directory where `download` puts files
 */
function apt(args, directory = '/') {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=120'];
  runLogged('env', ['--chdir', directory, 'apt-get', ...options, ...args], {
    log: LOG,
    failure: `apt-get ${args[0]} failed; ${stampPath(LOG)} says why`,
    hint: 'Check the network and the package sources, then run it again.',
    env: {DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', SYSTEMD_OFFLINE: '1'},
  });
}
