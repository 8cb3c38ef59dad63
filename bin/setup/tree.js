import {accessSync, constants, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {SetupError} from './say.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} path relative to the root of the checkout */
export const inTree = (path) => join(ROOT, path);

/**
 * `.setup` holds what set-up did last (stamps), its logs and its lock; deleting it is always safe.
 * @param {string} name
 */
export const stampPath = (name) => inTree(join('.setup', name));

/** Throws when this user may not set up this checkout. */
export function makeStampDirectory() {
  try {
    accessSync(ROOT, constants.W_OK);
    mkdirSync(inTree('.setup'), {recursive: true});
    accessSync(inTree('.setup'), constants.W_OK);
  } catch (cause) {
    throw new SetupError(
      `this checkout is not ready to run, and you may not write to ${ROOT}`,
      'Run bin/claw --version once as its owner.',
      {cause},
    );
  }
}

/** @param {string} name */
export function readStamp(name) {
  try {
    return readFileSync(stampPath(name), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function writeStamp(name, text) {
  writeFileSync(stampPath(name), text);
}
