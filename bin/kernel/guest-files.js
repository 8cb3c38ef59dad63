import {existsSync, mkdirSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {withLock} from '../setup/lock.js';
import {runLogged} from '../setup/run-logged.js';
import {SetupError, say} from '../setup/say.js';
import {makeStampDirectory, stampPath} from '../setup/tree.js';
import {aptDownload, aptInstall, dependenciesOf, isRoot} from './apt.js';

/** Depends on the newest kernel of its kind; "cloud" leaves out the drivers of real hardware. */
const KERNEL_PACKAGE = 'linux-image-cloud-amd64';
/** Never installed: it would take the place of another busybox. */
const BUSYBOX_PACKAGE = 'busybox-static';
/** Programs and the Debian package of each. `modprobe` runs in the guest, which sees our files. */
const PACKAGE_OF = {
  'qemu-system-x86_64': 'qemu-system-x86',
  depmod: 'kmod',
  modprobe: 'kmod',
};
/** Where Debian 12 and later releases put it. */
const VIRTIOFSD = ['/usr/lib/qemu/virtiofsd', '/usr/libexec/virtiofsd'];

const cache = stampPath('kernel');
const tree = join(cache, 'tree');

/** @returns {string} the daemon that shows the guest our files */
export const virtiofsd = () => VIRTIOFSD.find((path) => existsSync(path)) ?? '';

/** What the guest is made of; only after `prepareGuest`. */
export function guestFiles() {
  const [release = ''] = readdirSync(join(tree, 'lib/modules'));
  return {
    kernel: join(tree, 'boot', `vmlinuz-${release}`),
    busybox: join(tree, 'bin/busybox'),
    /** Holds one directory, named for the kernel's release. */
    modules: join(tree, 'lib/modules'),
    release,
  };
}

/**
 * Installs qemu and fetches a Debian kernel, unless both are there. Takes half a minute the first
 * time and no time later; removing .setup/kernel has the newest kernel fetched.
 *
 * Throws SetupError for a machine that cannot run the guest.
 */
export async function prepareGuest() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'this is not Linux on x64',
      'Run the lane on a machine with such a Linux.',
    );
  }
  if (!isRoot()) {
    throw new SetupError('only root may share its files with qemu', 'Run it as root.');
  }
  makeStampDirectory();
  await withLock(stampPath('kernel-lock'), () => {
    installPrograms();
    if (!existsSync(tree)) fetchTree();
  });
}

function installPrograms() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (!isInstalled('apt-get')) {
    throw new SetupError(
      `these are not installed: ${missing.join(', ')}`,
      'Install the packages of these names (Debian calls them so) by hand.',
    );
  }
  say(`installing system packages (apt-get): ${missing.join(' ')}`);
  aptInstall(missing);
  const still = missingPackages();
  if (still.length === 0) return;
  throw new SetupError(
    `packages lack their programs: ${still.join(', ')}`,
    'The lane knows where Debian 12 puts them; run it there.',
  );
}

function missingPackages() {
  const programs = Object.entries(PACKAGE_OF).filter(([program]) => !isInstalled(program));
  const packages = new Set(programs.map(([, name]) => name));
  if (!virtiofsd()) {
    const separate = dependenciesOf('virtiofsd').length > 0;
    packages.add(separate ? 'virtiofsd' : 'qemu-system-common');
  }
  return [...packages];
}

/** @param {string} program */
function isInstalled(program) {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return path.some((directory) => existsSync(join(directory, program)));
}

function fetchTree() {
  say('fetching a Debian kernel for the kernel lane, once');
  const next = join(cache, 'next');
  rmSync(next, {recursive: true, force: true});
  mkdirSync(next, {recursive: true});
  aptDownload(next, () => [kernelPackage(), BUSYBOX_PACKAGE]);
  for (const name of readdirSync(next)) {
    unpack('dpkg-deb', ['--extract', join(next, name), next]);
    rmSync(join(next, name));
  }
  const [release = ''] = readdirSync(join(next, 'lib/modules'));
  unpack('depmod', ['-b', next, release]);
  renameSync(next, tree);
}

function kernelPackage() {
  const found = dependenciesOf(KERNEL_PACKAGE).find((name) => name.startsWith('linux-image-'));
  if (found) return found;
  throw new SetupError(
    `apt knows no package ${KERNEL_PACKAGE}`,
    'Run it on Debian, or where this kernel has sch_netem.',
  );
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function unpack(program, args) {
  runLogged(program, args, {
    log: 'kernel-unpack.log',
    failure: `the kernel could not be unpacked (${program})`,
    hint: `Remove ${cache} and run it again.`,
  });
}
