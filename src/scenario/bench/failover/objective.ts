import type {FlowResult} from '../bench-pipe.js';

/** The objective: latency of a message one way, in round trips of the path before the fault, */
export const OBJECTIVE_RTTS = 1.2;
/** and the share of messages that may be later than that, or lost. */
const LATE_SHARE_MAX = 0.1;

const WINDOW_MS = 1000;
/** Fewer have no tenth: at a slow pace the window is as long as ten messages take. */
const WINDOW_MESSAGES_MIN = 10;

/**
 * The objective: of the messages sent within any second (any ten, where a second has fewer), nine of
 * ten arrive within `latencyMs`. What was sent before `sinceMs` counts as in time; a message that
 * never arrived is late. So with 100 messages a second the eleventh late one breaks it, and one
 * alone never does.
 *
 * From `sinceMs` to the time that message was to be sent; null while the objective is kept. Needs
 * `keepArrivals`.
 */
export function breachMs(
  {sent, received}: FlowResult,
  latencyMs: number,
  {sinceMs, everyMs}: {sinceMs: number; everyMs: number},
): number | null {
  const inTime = new Set(
    (received.arrivals ?? [])
      .filter(({sentAtMs, arrivedAtMs}) => arrivedAtMs - sentAtMs <= latencyMs)
      .map(({id}) => id),
  );
  const first = Math.max(0, Math.ceil((sinceMs - sent.startedAtMs) / everyMs));
  const lateIds: number[] = [];
  for (let id = first; id < sent.messages; id++) if (!inTime.has(id)) lateIds.push(id);
  const size = Math.max(WINDOW_MESSAGES_MIN, Math.ceil(WINDOW_MS / everyMs));
  const lateMax = Math.floor(LATE_SHARE_MAX * size);
  const breaking = lateIds.find((id, index) => {
    const earliest = lateIds[index - lateMax];
    return earliest !== undefined && id - earliest < size;
  });
  return breaking === undefined ? null : sent.startedAtMs + breaking * everyMs - sinceMs;
}
