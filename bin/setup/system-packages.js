import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, join} from 'node:path';
import {withLock} from './lock.js';
import {runLogged} from './run-logged.js';
import {SetupError, say} from './say.js';
import {inTree, makeStampDirectory, readStamp, stampPath, writeStamp} from './tree.js';

/** Programs the netns fabric uses, and the Debian and Ubuntu package of each. */
const PACKAGE_OF = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  turnserver: 'coturn',
  unshare: 'util-linux',
  setpriv: 'util-linux',
};

const FAILED_STAMP = 'system-packages-failed';

/**
 * Debian starts a daemon as soon as its package is installed. These keep coturn from starting, with
 * and without systemd.
 */
const QUIET = {DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', SYSTEMD_OFFLINE: '1'};

/** Installs what is missing if this is root on Debian or Ubuntu; else says once what is missing. */
export async function installSystemPackages() {
  if (process.platform !== 'linux') return;
  const missing = missingPrograms();
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => PACKAGE_OF[name]))];
  // Without this, a machine with no network would try again at every start.
  if (readStamp(FAILED_STAMP) === packages.join(' ')) return;
  if (!isRoot() || !find('apt-get')) {
    sayOnce(missing, `install ${packages.join(' ')} for the netns fabric`);
    return;
  }
  makeStampDirectory();
  await withLock(stampPath('lock'), () => {
    if (missingPrograms().length > 0) install(packages);
  });
}

/** Root of a user namespace has uid 0 as well, but may install nothing. */
function isRoot() {
  const everyone = /^\s*0\s+0\s+4294967295\s*$/m;
  return process.getuid?.() === 0 && everyone.test(readFileSync('/proc/self/uid_map', 'utf8'));
}

function missingPrograms() {
  const names = /** @type {(keyof typeof PACKAGE_OF)[]} */ (Object.keys(PACKAGE_OF));
  return names.filter((name) => !find(name));
}

/** @param {string} name */
function find(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * A failure is not an error of claw: what needs none of these programs still works.
 * @param {string[]} packages
 */
function install(packages) {
  say(`installing system packages (apt-get): ${packages.join(' ')}`);
  try {
    aptInstall(packages);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
  }
  const missing = missingPrograms();
  if (missing.length === 0) return;
  writeStamp(FAILED_STAMP, packages.join(' '));
  say(`that did not help; ${stampPath('apt.log')} says why`);
  sayMissing(missing, `install ${packages.join(' ')} by hand for the netns fabric`);
}

/** @param {string[]} packages */
function aptInstall(packages) {
  const args = ['install', '--yes', '--no-install-recommends', ...packages];
  if (hasPackageLists()) {
    try {
      return apt(args);
    } catch {
      // Old lists name files that the mirror has replaced since.
    }
  }
  apt(['update']);
  apt(args);
}

function hasPackageLists() {
  const lists = '/var/lib/apt/lists';
  return existsSync(lists) && readdirSync(lists).some((name) => /_Packages/.test(name));
}

/** @param {string[]} args */
function apt(args) {
  runLogged('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-q', ...args], {
    log: 'apt.log',
    failure: 'apt-get failed',
    hint: 'Install the packages by hand.',
    env: QUIET,
  });
}

/**
 * @param {string[]} missing
 * @param {string} advice
 */
function sayMissing(missing, advice) {
  say(`not installed: ${missing.join(', ')}`);
  say(`the loopback fabric works without them; ${advice}`);
}

/**
 * The note of having said it is kept in the checkout, or in the user's cache where that is not
 * writable. Where neither is, it is said every time.
 * @param {string[]} missing
 * @param {string} advice
 */
function sayOnce(missing, advice) {
  const name = `said-missing-${missing.join('-')}`;
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const places = [inTree('.setup'), join(cache, 'claw')];
  if (places.some((place) => existsSync(join(place, name)))) return;
  sayMissing(missing, advice);
  for (const place of places) {
    try {
      mkdirSync(place, {recursive: true});
      writeFileSync(join(place, name), '');
      return;
    } catch {
      // Not writable: the next place.
    }
  }
}
