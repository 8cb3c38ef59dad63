import {setTimeout as delay} from 'node:timers/promises';

/**
 * Runs `work` until it ends or the returned function is called, which rejects with what `work` did.
 * `pause` resolves with false when there is no more to do; so it does once `signal` aborts.
 */
export function background(
  signal: AbortSignal,
  work: (pause: (ms: number) => Promise<boolean>) => Promise<void>,
): () => Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([end.signal, signal]);
  const pause = async (ms: number) => {
    await delay(Math.max(0, ms), undefined, {signal: either}).catch(() => undefined);
    return !either.aborted;
  };
  const working = work(pause);
  working.catch(() => undefined);
  return async () => {
    end.abort();
    await working;
  };
}
