import {rm} from 'node:fs/promises';
import {parseNamespaceName} from './names.js';
import {listNamespaces, removeNamespaces} from './remove-namespaces.js';
import {isAlive, runDirectory, runDirectoryPids} from './runtime-directory.js';

/** What a run that was killed did not remove. */
export interface Leftover {
  ownerPid: number;
  namespaces: string[];
  /** The run's directory, if it is still there. */
  directory?: string;
}

/** Everything whose owner no longer runs, by owner. Running labs are never listed. */
export async function findLeftovers(): Promise<Leftover[]> {
  const byOwner = new Map<number, Leftover>();
  const ownedBy = (ownerPid: number): Leftover => {
    const leftover = byOwner.get(ownerPid) ?? {ownerPid, namespaces: []};
    byOwner.set(ownerPid, leftover);
    return leftover;
  };
  for (const name of await listNamespaces()) {
    const parsed = parseNamespaceName(name);
    if (parsed) ownedBy(parsed.ownerPid).namespaces.push(name);
  }
  for (const pid of await runDirectoryPids()) ownedBy(pid).directory = runDirectory(pid);

  const found = [...byOwner.values()].sort((a, b) => a.ownerPid - b.ownerPid);
  const alive = await Promise.all(found.map(({ownerPid}) => isAlive(ownerPid)));
  return found.filter((_, index) => !alive[index]);
}

/**
 * Ends the processes in the namespaces, removes the namespaces and the run directories. Resolves
 * with what could not be removed, one line each; normally nothing.
 */
export async function removeLeftovers(leftovers: readonly Leftover[]): Promise<string[]> {
  const remaining = await removeNamespaces(leftovers.flatMap(({namespaces}) => namespaces));
  for (const {directory} of leftovers) {
    if (directory) await rm(directory, {recursive: true, force: true});
  }
  return remaining;
}
