import {chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {createRunDirectory, isAlive, runDirectory} from '../../../src/lab/runtime-directory.js';

let parent: string;
let runtime: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'claw-test-'));
  runtime = join(parent, 'runtime');
  vi.stubEnv('CLAW_RUNTIME_DIR', runtime);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(parent, {recursive: true});
});

const pretendOwner = async (pid: number, startTicks: number) => {
  await mkdir(runDirectory(pid), {recursive: true, mode: 0o700});
  await writeFile(join(runDirectory(pid), 'owner.json'), JSON.stringify({pid, startTicks}));
};

it('makes a directory that only its owner can enter', async () => {
  const directory = await createRunDirectory();
  expect(directory).toBe(join(runtime, `claw-${process.pid}`));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await isAlive(process.pid)).toBe(true);
  expect(await createRunDirectory()).toBe(directory);
});

it('knows a later process of the same pid by its start', async () => {
  await pretendOwner(process.pid, 1);
  expect(await isAlive(process.pid)).toBe(false);
});

it('takes a process without a record for alive, and none for dead', async () => {
  expect(await isAlive(process.pid)).toBe(true);
  // Above the kernel's largest pid (2^22).
  expect(await isAlive(4_194_305)).toBe(false);
});

it('removes what an earlier process of the same pid left', async () => {
  await pretendOwner(process.pid, 1);
  await writeFile(join(runDirectory(process.pid), 'old.log'), '');
  const directory = await createRunDirectory();
  await expect(readFile(join(directory, 'old.log'))).rejects.toThrow('ENOENT');
});

it('refuses a link', async () => {
  await mkdir(join(parent, 'elsewhere'), {mode: 0o700});
  await symlink(join(parent, 'elsewhere'), runtime);
  await expect(createRunDirectory()).rejects.toMatchObject({code: 'RUNTIME_DIRECTORY_UNSAFE'});
});

it('refuses a directory that others can enter', async () => {
  await mkdir(runtime);
  await chmod(runtime, 0o755);
  await expect(createRunDirectory()).rejects.toMatchObject({code: 'RUNTIME_DIRECTORY_UNSAFE'});
});
