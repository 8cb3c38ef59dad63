import {readdir, readlink, stat} from 'node:fs/promises';
import {setTimeout as delay} from 'node:timers/promises';
import {execa} from 'execa';

const NAMED = '/run/netns';
const GONE_MS_MAX = 5000;
const POLL_MS = 10;

/** Names of all network namespaces that `ip netns` knows. */
export async function listNamespaces(): Promise<string[]> {
  return readdir(NAMED).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/**
 * Kills what still runs in the namespaces, removes them, and waits (5 s at most) until no process
 * holds them. Names that do not exist are no error.
 *
 * Resolves with what is still there, one line each; normally nothing.
 */
export async function removeNamespaces(names: readonly string[]): Promise<string[]> {
  const existing = new Set(await listNamespaces());
  const found = names.filter((name) => existing.has(name));
  if (found.length === 0) return [];
  const identities = new Map<string, string>();
  for (const name of found) identities.set(await identityOf(name), name);

  const stuck = await killAll(identities);
  const input = found.map((name) => `netns del ${name}\n`).join('');
  await execa('ip', ['-force', '-batch', '-'], {input, reject: false});
  const remaining = new Set(await listNamespaces());
  return [
    ...found.filter((name) => remaining.has(name)).map((name) => `namespace ${name}`),
    ...stuck.map(({pid, name}) => `process ${pid} in ${name}`),
  ];
}

/** As `readlink /proc/<pid>/ns/net` writes it. */
async function identityOf(name: string): Promise<string> {
  return `net:[${(await stat(`${NAMED}/${name}`)).ino}]`;
}

interface Occupant {
  pid: number;
  name: string;
}

async function killAll(identities: ReadonlyMap<string, string>): Promise<Occupant[]> {
  const deadline = Date.now() + GONE_MS_MAX;
  for (;;) {
    const occupants = await occupantsOf(identities);
    if (occupants.length === 0 || Date.now() > deadline) return occupants;
    for (const {pid} of occupants) kill(pid);
    await delay(POLL_MS);
  }
}

/** One pass over /proc for all namespaces: `ip netns pids` would make one for each. */
async function occupantsOf(identities: ReadonlyMap<string, string>): Promise<Occupant[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const occupants = await Promise.all(
    pids.map(async (pid) => {
      // A process may end, or belong to someone we cannot see into, at any time.
      const name = identities.get(await readlink(`/proc/${pid}/ns/net`).catch(() => ''));
      return name === undefined ? [] : [{pid: Number(pid), name}];
    }),
  );
  return occupants.flat();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
