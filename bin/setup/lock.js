import {linkSync, readFileSync, renameSync, unlinkSync, writeFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {SetupError, say} from './say.js';

const RETRY_MS = 100;
const WAIT_MS_MAX = 15 * 60_000;

/**
 * Runs `act` while no other process does. The lock is a file with the pid of its holder; one whose
 * holder is gone is taken over.
 * @param {string} path
 * @param {() => void | Promise<void>} act
 */
export async function withLock(path, act) {
  await acquire(path);
  try {
    await act();
  } finally {
    unlinkSync(path);
  }
}

/** @param {string} path */
async function acquire(path) {
  let announced = false;
  for (let waitedMs = 0; !tryAcquire(path); waitedMs += RETRY_MS) {
    const holder = holderOf(path);
    if (holder !== undefined && !isAlive(holder)) {
      breakLock(path, holder);
      continue;
    }
    if (waitedMs >= WAIT_MS_MAX) {
      throw new SetupError(`process ${holder} has been setting up for too long`, `Remove ${path}.`);
    }
    if (!announced) say('another claw is setting up this checkout; waiting for it');
    announced = true;
    await wait(RETRY_MS);
  }
}

/**
 * The file appears under its name with the pid already in it, so that nobody reads it half written.
 * @param {string} path
 */
function tryAcquire(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(own);
  }
}

/**
 * Several waiters may find the same dead holder. The one that moves the file away looks at what it
 * got, and puts it back if it was already the lock of the next holder.
 * @param {string} path
 * @param {number} deadPid
 */
function breakLock(path, deadPid) {
  const taken = `${path}.broken-by-${process.pid}`;
  try {
    renameSync(path, taken);
    if (holderOf(taken) !== deadPid) linkSync(taken, path);
    unlinkSync(taken);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
}

/** @param {string} path */
function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
