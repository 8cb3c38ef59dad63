import {setTimeout as delay} from 'node:timers/promises';
import {monotonicMs} from '../../../agent/monotonic.js';
import {ClawError, ExitCode} from '../../../errors.js';
import type {BenchPipe} from '../bench-pipe.js';
import {currentKind} from './path-log.js';

const POLL_MS = 50;
/** Agents that have had nothing to say of paths for so long have the standbys they are going to have. */
const QUIET_MS = 1500;

/**
 * Resolves with true once both ends use the wanted way and no path has changed for 1.5 s; with false
 * when that takes longer than `limitMs`. A pipe without agents settles at once.
 */
export async function settles(
  pipe: BenchPipe,
  {relayed, limitMs}: {relayed: boolean; limitMs: number},
): Promise<boolean> {
  const deadlineMs = monotonicMs() + limitMs;
  for (;;) {
    const reports = await pipe.paths();
    const known = reports.filter(({connection}) => connection !== undefined);
    const told = reports.flatMap(({events}) => events.map(({atMs}) => atMs));
    const isRight = known.every((report) => isRelayed(currentKind(report)) === relayed);
    if (isRight && monotonicMs() - Math.max(0, ...told) >= QUIET_MS) return true;
    if (monotonicMs() > deadlineMs) return false;
    await delay(POLL_MS);
  }
}

export function notSettled(relayed: boolean, limitMs: number): ClawError {
  const way = relayed ? 'a relay' : 'the direct path';
  return new ClawError(`the connection did not settle on ${way} within ${limitMs / 1000} s`, {
    code: 'BENCH_PATH',
    exitCode: ExitCode.failed,
    hint: 'The machine may be too busy.',
  });
}

function isRelayed(kind: ReturnType<typeof currentKind>): boolean | undefined {
  return kind && kind !== 'direct';
}
