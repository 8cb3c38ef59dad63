/**
 * Resolves with the promise, or with nothing when `cut` aborts; a rejection after that is nobody's
 * concern.
 */
export async function unlessCut<T>(promise: Promise<T>, cut: AbortSignal): Promise<T | undefined> {
  promise.catch(() => undefined);
  return Promise.race([promise, aborted(cut).then(() => undefined)]);
}

/** Resolves when the signal aborts, at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
