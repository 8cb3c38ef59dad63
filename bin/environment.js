import {delimiter} from 'node:path';

/**
 * What must be settled before any library is loaded or any program is run.
 * @param {NodeJS.ProcessEnv} env changed in place
 */
export function prepareEnvironment(env) {
  decideColour(env);
  addAdministratorsPath(env);
}

/**
 * Some of the libraries that draw look at FORCE_COLOR only, and only when they are loaded.
 * @param {NodeJS.ProcessEnv} env
 */
function decideColour(env) {
  const terminal = process.stdout.isTTY && process.stderr.isTTY;
  if (env['NO_COLOR'] || (!terminal && env['FORCE_COLOR'] === undefined)) env['FORCE_COLOR'] = '0';
}

/**
 * ip, nft and the like are often outside an ordinary user's PATH.
 * @param {NodeJS.ProcessEnv} env
 */
function addAdministratorsPath(env) {
  const known = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const more = ['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((path) => !known.includes(path));
  env['PATH'] = [...known, ...more].join(delimiter);
}
