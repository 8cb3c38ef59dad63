import type {FlowResult} from './bench-pipe.js';

/**
 * The longest time in which nothing of a flow arrived, up to the end of sending, in milliseconds: how
 * long it was starved. Needs `keepArrivals`.
 */
export function longestGapMs({sent, received}: FlowResult): number {
  const {arrivals = []} = received;
  let lastMs = sent.startedAtMs;
  let longestMs = 0;
  for (const {arrivedAtMs} of arrivals) {
    longestMs = Math.max(longestMs, arrivedAtMs - lastMs);
    lastMs = arrivedAtMs;
  }
  return Math.max(longestMs, sent.endedAtMs - lastMs);
}
