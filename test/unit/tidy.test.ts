import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINES_MAX = 300;
const COMMAND_LINES_MAX = 80;
/** Where what is written by hand lives. */
const FOLDERS = ['.ci', 'bin', 'docs', 'fixtures', 'scenarios', 'src', 'test'];
const TEXT = /(\.(ts|tsx|js|mjs|json|yaml|yml|md|txt)|\/claw|\/run)$/;

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((path) => TEXT.test(path));
}

async function read(path: string): Promise<string> {
  return readFile(join(ROOT, path), 'utf8');
}

/** Paths of the files in `folder` whose text has what must not be there. */
async function filesWith(folder: string, unwanted: RegExp): Promise<string[]> {
  const paths = await filesOf(folder);
  const texts = await Promise.all(paths.map(read));
  return paths.filter((_, index) => unwanted.test(texts[index] ?? ''));
}

async function longFiles(folder: string, linesMax: number): Promise<string[]> {
  const paths = await filesOf(folder);
  const texts = await Promise.all(paths.map(read));
  return paths.filter((_, index) => (texts[index] ?? '').split('\n').length - 1 > linesMax);
}

test('nothing in src is left for later', async () => {
  expect(await filesWith('src', /\b(TODO|FIXME|XXX)\b/)).toEqual([]);
});

test('core and simulation take time and randomness as arguments', async () => {
  const impure =
    /Math\.random|Date\.now|new Date\b|\bperformance\.|\bset(Timeout|Interval|Immediate)\b/;
  expect(await filesWith('src/core', impure)).toEqual([]);
  expect(await filesWith('src/sim', impure)).toEqual([]);
});

test('no source is longer than a few screens, and commands only connect', async () => {
  expect(await longFiles('src', LINES_MAX)).toEqual([]);
  expect(await longFiles('src/commands', COMMAND_LINES_MAX)).toEqual([]);
});

test('names are kebab-case and say what lives there', async () => {
  const paths = (await Promise.all(['bin', 'src', 'test'].map(filesOf))).flat();
  const names = new Set(paths.flatMap((path) => path.split('/')));
  const vague = /^(utils?|helpers?|common|misc)(\.|$)/;
  const odd = [...names].filter(
    (name) => vague.test(name) || !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name),
  );
  expect(odd).toEqual([]);
});

test('nothing knows the machine it was written on', async () => {
  // Put together here, so that this file does not find itself.
  const machine = new RegExp(['/work' + '/', '/tmp' + '/exp', '/home' + '/[a-z]'].join('|'));
  const found = await Promise.all(FOLDERS.map((folder) => filesWith(folder, machine)));
  const top = (await readdir(ROOT)).filter((name) => /\.(md|json|mjs|ts)$/.test(name));
  const texts = await Promise.all(top.map(read));
  expect([...found.flat(), ...top.filter((_, index) => machine.test(texts[index] ?? ''))]).toEqual(
    [],
  );
});

test('every command is in the documentation', async () => {
  const pages = ['README.md', ...(await filesOf('docs'))];
  const texts = await Promise.all(pages.map((page) => read(page).catch(() => '')));
  const commands = (await filesOf('src/commands')).map((path) =>
    path
      .replace(/^src\/commands\//, '')
      .replace(/(\/index)?\.ts$/, '')
      .replaceAll('/', ' '),
  );
  const undocumented = commands.filter(
    (command) => !texts.some((text) => text.includes(`claw ${command}`)),
  );
  expect(undocumented).toEqual([]);
});
