import {chmod, lstat, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {ClawError} from '../errors.js';

const OWNER_FILE = 'owner.json';

/** Who a run directory belongs to. A pid alone is not enough: the kernel uses it again. */
export interface Owner {
  pid: number;
  /** When the process started, in clock ticks since boot (field 22 of /proc/<pid>/stat). */
  startTicks: number;
}

/** Where the directories of all runs of this user are: `CLAW_RUNTIME_DIR`, or one in /tmp. */
export function runtimeDirectory(): string {
  return process.env['CLAW_RUNTIME_DIR'] ?? join(tmpdir(), `claw-${userInfo().uid}`);
}

/** Path of the directory of the runs of a process. */
export function runDirectory(pid: number): string {
  return join(runtimeDirectory(), `claw-${pid}`);
}

/** Process ids of all that have a run directory, alive or not. */
export async function runDirectoryPids(): Promise<number[]> {
  const names = await readdir(runtimeDirectory()).catch(() => []);
  return names
    .map((name) => Number(/^claw-([1-9]\d*)$/.exec(name)?.[1]))
    .filter((pid) => Number.isInteger(pid));
}

/**
 * Makes the directory of this process's runs (mode 0700) and records who owns it. What a dead
 * process of the same pid left is removed.
 *
 * Throws `RUNTIME_DIRECTORY_UNSAFE` if the parent is a link, or others own it or may enter.
 */
export async function createRunDirectory(): Promise<string> {
  await mkdir(runtimeDirectory(), {recursive: true, mode: 0o700});
  await checkOurs(runtimeDirectory());
  const directory = runDirectory(process.pid);
  if (!(await isAlive(process.pid))) await rm(directory, {recursive: true, force: true});
  await mkdir(directory, {recursive: true, mode: 0o700});
  await chmod(directory, 0o700);
  const owner: Owner = {pid: process.pid, startTicks: (await startTicksOf(process.pid)) ?? 0};
  await writeFile(join(directory, OWNER_FILE), `${JSON.stringify(owner)}\n`);
  return directory;
}

/**
 * Whether the owner with this pid still runs. With a recorded start time, a later process of the
 * same pid does not count; without one it does, so that nobody's running lab is taken down.
 */
export async function isAlive(pid: number): Promise<boolean> {
  const startTicks = await startTicksOf(pid);
  if (startTicks === undefined) return false;
  const recorded = await readOwner(pid);
  return recorded === undefined || recorded.startTicks === startTicks;
}

async function readOwner(pid: number): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(runDirectory(pid), OWNER_FILE), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

async function startTicksOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses and may hold spaces and parentheses.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields?.[0], fields?.[19]];
  return startTicks === undefined || state === 'Z' ? undefined : Number(startTicks);
}

async function checkOurs(directory: string): Promise<void> {
  const found = await lstat(directory);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new ClawError(`${directory} is not a directory that only you can enter`, {
    code: 'RUNTIME_DIRECTORY_UNSAFE',
    hint: 'Remove it, make it yours with mode 0700, or set CLAW_RUNTIME_DIR to one that is.',
  });
}
