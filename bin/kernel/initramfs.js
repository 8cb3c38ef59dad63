import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import {ROOT_MODULES} from './scripts.js';

/**
 * Files of the modules that have the root mounted, each after those it depends on.
 * @param {string} modulesDep text of modules.dep (modules.dep(5)): a dependency nearer to the end of
 *   a line is needed by those before it
 */
export function rootModules(modulesDep) {
  const lines = new Map(
    modulesDep
      .split('\n')
      .map((line) => line.split(/:? +|:$/).filter(Boolean))
      .map((files) => [basename(files[0] ?? '').replace(/\.ko.*$/, ''), files]),
  );
  // What is built into the kernel has no line.
  const files = ROOT_MODULES.flatMap((name) => (lines.get(name) ?? []).toReversed());
  return [...new Set(files)];
}

/**
 * Writes the initramfs: busybox, the modules and the two scripts.
 * @param {string} directory to work in; the result is `initramfs` in it
 * @param {{busybox: string, modules: string[], init: string, guest: string}} content
 */
export function writeInitramfs(directory, {busybox, modules, init, guest}) {
  const content = join(directory, 'content');
  for (const name of ['bin', 'modules']) mkdirSync(join(content, name), {recursive: true});
  copyFileSync(busybox, join(content, 'bin/busybox'));
  for (const file of modules) copyFileSync(file, join(content, 'modules', basename(file)));
  writeFileSync(join(content, 'guest'), guest);
  writeFileSync(join(content, 'init'), init);
  chmodSync(join(content, 'init'), 0o755);
  const initramfs = join(directory, 'initramfs');
  pack(busybox, content, initramfs);
  return initramfs;
}

/**
 * @param {string} busybox
 * @param {string} directory
 * @param {string} target
 */
function pack(busybox, directory, target) {
  const names = readdirSync(directory, {recursive: true, encoding: 'utf8'}).sort();
  const output = openSync(target, 'w');
  try {
    const ended = spawnSync(busybox, ['cpio', '-o', '-H', 'newc'], {
      cwd: directory,
      input: names.join('\n'),
      stdio: ['pipe', output, 'pipe'],
      encoding: 'utf8',
    });
    if (ended.status !== 0) throw new Error(`busybox cpio failed: ${ended.stderr}`);
  } finally {
    closeSync(output);
  }
}

/** @param {{modules: string, release: string}} files */
export function readModulesDep({modules, release}) {
  return readFileSync(join(modules, release, 'modules.dep'), 'utf8');
}
