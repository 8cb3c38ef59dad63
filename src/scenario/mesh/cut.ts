/** Resolves with the promise, or when `cut` aborts; a rejection after that is nobody's concern. */
export async function unlessCut(promise: Promise<void>, cut: AbortSignal): Promise<void> {
  promise.catch(() => undefined);
  await Promise.race([promise, aborted(cut)]);
}

/** Resolves when the signal aborts, at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
