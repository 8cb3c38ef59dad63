import type {PathReport} from '../../../agent/bench/protocol.js';
import type {AgentEvent} from '../../../agent/control/protocol.js';
import type {MessageMode} from '../../reliability/mode.js';
import type {FlowResult} from '../bench-pipe.js';
import type {Delivery} from './interruption.js';

/** Messages sent one after the other of which none arrived. Times are from the fault's commit. */
export interface MissingStretch {
  /** The first and the last of them. */
  ids: [number, number];
  sentMs: [number, number];
}

/** Whether a flow of this mode got what it was promised, lifetimes aside. */
export function isKept(
  {ordered, reliability}: MessageMode,
  {lost, duplicated, reordered}: Delivery,
): boolean {
  if (ordered && reordered > 0) return false;
  return duplicated === 0 && (reliability !== 'reliable' || lost === 0);
}

/** Needs `keepArrivals`. Nobody kept when what is missing was sent: that was when it was due. */
export function missingStretches(
  {sent, received}: FlowResult,
  committedAtMs: number,
  everyMs: number,
): MissingStretch[] {
  const arrived = new Set(received.arrivals?.map(({id}) => id));
  const dueMs = (id: number) => sent.startedAtMs + id * everyMs - committedAtMs;
  const stretches: MissingStretch[] = [];
  for (let id = 0; id < sent.messages; id++) {
    if (arrived.has(id)) continue;
    const last = stretches.at(-1);
    if (last?.ids[1] === id - 1) {
      last.ids[1] = id;
      last.sentMs[1] = dueMs(id);
    } else {
      stretches.push({ids: [id, id], sentMs: [dueMs(id), dueMs(id)]});
    }
  }
  return stretches;
}

/** All that each end said since its connection was made, in times from the fault's commit. */
export function eventsSince(
  reports: readonly PathReport[],
  committedAtMs: number,
): readonly AgentEvent[][] {
  return reports.map(({events}) =>
    events.map((event) => ({...event, atMs: event.atMs - committedAtMs})),
  );
}
