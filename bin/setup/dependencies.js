import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {runLogged} from './run-logged.js';
import {say} from './say.js';
import {inTree, readStamp, writeStamp} from './tree.js';

const STAMP = 'dependencies';

/** Whether package-lock.json asks for something else than what was installed last. */
export function dependenciesAreStale() {
  return !existsSync(inTree('node_modules')) || readStamp(STAMP) !== fingerprint();
}

/** Installs what package-lock.json says, unless npm was run by hand and it is there already. */
export function installDependencies() {
  if (!isInstalled()) {
    say('installing dependencies (npm ci), once');
    runLogged('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
      log: 'npm.log',
      failure: 'npm could not install the dependencies',
      hint: 'Read the output above; check the network and the npm registry, then run it again.',
    });
  }
  writeStamp(STAMP, fingerprint());
}

/** The binaries among the dependencies belong to one platform. */
function fingerprint() {
  const lock = readFileSync(inTree('package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`;
}

function isInstalled() {
  if (!existsSync(inTree('node_modules'))) return false;
  const {packages} = JSON.parse(readFileSync(inTree('package-lock.json'), 'utf8'));
  return Object.entries(packages).every(
    ([path, {version, optional}]) => path === '' || optional || installedVersion(path) === version,
  );
}

/** @param {string} path */
function installedVersion(path) {
  try {
    return JSON.parse(readFileSync(inTree(`${path}/package.json`), 'utf8')).version;
  } catch {
    return undefined;
  }
}
