import {createHash} from 'node:crypto';
import {existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runLogged} from './run-logged.js';
import {say} from './say.js';
import {inTree, ROOT, readStamp, writeStamp} from './tree.js';

const STAMP = 'build';
const MANIFEST = 'oclif.manifest.json';

/** Whether a source file was added, changed or removed since the last build. */
export function buildIsStale() {
  const built = existsSync(inTree('dist')) && existsSync(inTree(MANIFEST));
  return !built || readStamp(STAMP) !== fingerprint();
}

/**
 * Compiles beside `dist` and swaps, so that a claw that is running never reads half a build and no
 * output of a removed source stays. Types are checked by `npm test`, not here: that is slow.
 */
export async function build() {
  say('building');
  const stamp = fingerprint();
  const next = inTree('.setup/dist');
  const previous = inTree('.setup/dist-old');
  for (const left of [next, previous]) rmSync(left, {recursive: true, force: true});
  const compiler = inTree('node_modules/typescript/bin/tsc');
  const options = ['-p', ROOT, '--noCheck', '--pretty', 'false', '--outDir', next];
  runLogged(process.execPath, [compiler, ...options], {
    log: 'build.log',
    failure: 'the build failed',
    hint: 'Mend what is named above.',
  });
  if (existsSync(inTree('dist'))) renameSync(inTree('dist'), previous);
  renameSync(next, inTree('dist'));
  rmSync(previous, {recursive: true, force: true});
  await writeManifest();
  writeStamp(STAMP, stamp);
}

/** The list of commands and flags, so that start-up need not load every command to know them. */
async function writeManifest() {
  const {Plugin, settings} = await import('@oclif/core');
  settings.enableAutoTranspile = false;
  const plugin = new Plugin({
    root: ROOT,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const next = inTree(`.setup/${MANIFEST}`);
  writeFileSync(next, JSON.stringify(plugin.manifest, null, 2));
  renameSync(next, inTree(MANIFEST));
}

/** Names, sizes and times: reading every file would cost more than the rest of start-up. */
function fingerprint() {
  const hash = createHash('sha256');
  const names = readdirSync(inTree('src'), {recursive: true, encoding: 'utf8'});
  const sources = names.filter((name) => /\.tsx?$/.test(name)).map((name) => join('src', name));
  for (const name of [...sources.sort(), 'tsconfig.json', 'package.json']) {
    const {size, mtimeMs} = statSync(inTree(name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return `${hash.digest('hex')}\n`;
}
