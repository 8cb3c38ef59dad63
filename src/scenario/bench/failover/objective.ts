import type {FlowResult} from '../bench-pipe.js';

const WINDOW_MS = 250;
const SHARE_MAX = 0.1;

/**
 * The objective: nine of ten messages of every quarter second arrive within `latencyMs`.
 *
 * From `sinceMs` to the sending of the first message that broke the objective in a window where it
 * was not kept; null while it is. A message that never arrived is late. Needs `keepArrivals`.
 */
export function breachMs(
  {sent, received}: FlowResult,
  latencyMs: number,
  {sinceMs, everyMs}: {sinceMs: number; everyMs: number},
): number | null {
  const latencies = new Map(
    (received.arrivals ?? []).map(({id, sentAtMs, arrivedAtMs}) => [id, arrivedAtMs - sentAtMs]),
  );
  const size = Math.max(1, Math.round(WINDOW_MS / everyMs));
  const first = Math.max(0, Math.ceil((sinceMs - sent.startedAtMs) / everyMs));
  for (let from = first; from + size <= sent.messages; from += size) {
    const ids = Array.from({length: size}, (_, index) => from + index);
    const late = ids.filter((id) => (latencies.get(id) ?? Number.POSITIVE_INFINITY) > latencyMs);
    const [earliest] = late;
    if (earliest !== undefined && late.length > SHARE_MAX * size) {
      return sent.startedAtMs + earliest * everyMs - sinceMs;
    }
  }
  return null;
}
