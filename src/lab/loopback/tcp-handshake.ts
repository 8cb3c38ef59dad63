import type {LoopbackSite} from './place.js';
import type {Scheduler} from './scheduler.js';

/** RFC 6298 section 2: the first timeout of a connection; it doubles each time. */
const SYN_RETRY_MS = 1000;

/**
 * Calls `opened` a round trip from now. A question or an answer that enters a link while that is
 * down is lost, and the question sent again after 1 s, 2 s more, 4 s more and so on.
 */
export function openTcp(
  scheduler: Scheduler,
  {up, down}: Pick<LoopbackSite, 'up' | 'down'>,
  opened: () => void,
  retryMs = SYN_RETRY_MS,
): void {
  const nowMs = performance.now();
  const upMs = up.delayMsNow();
  const retry = () =>
    scheduler.at(nowMs + retryMs, () => openTcp(scheduler, {up, down}, opened, 2 * retryMs));
  if (upMs === undefined) {
    retry();
    return;
  }
  scheduler.at(nowMs + upMs, () => {
    const downMs = down.delayMsNow();
    if (downMs === undefined) retry();
    else scheduler.at(nowMs + upMs + downMs, opened);
  });
}
