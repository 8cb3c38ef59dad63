import type {Pair} from './pairs.js';

/**
 * Runs `call` for every pair: at most `concurrency` at once and never two with a common agent, so
 * that no measurement waits for another. Stops taking new pairs once `signal` aborts.
 */
export async function callAll(
  pairs: readonly Pair[],
  concurrency: number,
  call: (pair: Pair) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...pairs];
  const busy = new Set<string>();
  const running = new Set<Promise<void>>();
  while ((waiting.length > 0 && !signal.aborted) || running.size > 0) {
    const next =
      running.size < concurrency && !signal.aborted ? takeIdle(waiting, busy) : undefined;
    if (!next) {
      await Promise.race(running);
      continue;
    }
    busy.add(next.from).add(next.to);
    const done = call(next).finally(() => {
      busy.delete(next.from);
      busy.delete(next.to);
      running.delete(done);
    });
    running.add(done);
  }
}

function takeIdle(waiting: Pair[], busy: ReadonlySet<string>): Pair | undefined {
  const index = waiting.findIndex(({from, to}) => !busy.has(from) && !busy.has(to));
  return index < 0 ? undefined : waiting.splice(index, 1)[0];
}
