import type {FlowResult} from '../bench-pipe.js';

/** When a fault was there, on the clock of all processes. */
export interface FaultTimes {
  /** Not before this, */
  beganAtMs: number;
  /** and not after: the network has the fault. Every time counts from here. */
  committedAtMs: number;
  /** From then on the network is as it was; with a fault that stays, it is watched until then. */
  undoneAtMs: number;
}

/** What became of the messages of a flow. */
export interface Delivery {
  sent: number;
  /** Never arrived, or not by the end of the watch. */
  lost: number;
  duplicated: number;
  /** Arrived after one that was sent later. */
  reordered: number;
}

/** How a fault interrupted a flow of a steady pace. */
export interface Interruption {
  /** Longest time without an arrival that began before the fault was undone, beyond the pace. */
  gapMs: number;
  /** From the fault to the arrival that ended that gap; null: nothing came, or no gap to speak of. */
  firstByteMs: number | null;
  /** Longest time without an arrival after the fault was undone, beyond the pace. */
  failBackGapMs: number;
}

/** A shorter gap may be a timer or a busy machine. */
const INTERRUPTED_MS_MIN = 50;

interface Gap {
  fromMs: number;
  toMs: number;
  /** Something arrived at its end. */
  isEnded: boolean;
}

export function delivery({sent, received}: FlowResult): Delivery {
  return {
    sent: sent.messages,
    lost: sent.messages - received.distinct,
    duplicated: received.duplicates,
    reordered: received.outOfOrder,
  };
}

/** Needs `keepArrivals`. `everyMs` is the pace of the flow. */
export function interruption(
  result: FlowResult,
  {committedAtMs, undoneAtMs}: Omit<FaultTimes, 'beganAtMs'>,
  everyMs: number,
): Interruption {
  const gaps = gapsOf(result).filter(({toMs}) => toMs > committedAtMs);
  const hit = longest(gaps.filter(({fromMs}) => fromMs < undoneAtMs));
  const later = longest(gaps.filter(({fromMs}) => fromMs >= undoneAtMs));
  const gapMs = beyond(hit, everyMs);
  return {
    gapMs,
    firstByteMs: hit?.isEnded && gapMs >= INTERRUPTED_MS_MIN ? hit.toMs - committedAtMs : null,
    failBackGapMs: beyond(later, everyMs),
  };
}

function gapsOf({sent, received}: FlowResult): Gap[] {
  const {arrivals = []} = received;
  let fromMs = sent.startedAtMs;
  const gaps: Gap[] = [];
  for (const {arrivedAtMs} of arrivals) {
    gaps.push({fromMs, toMs: arrivedAtMs, isEnded: true});
    fromMs = arrivedAtMs;
  }
  if (fromMs < sent.endedAtMs) gaps.push({fromMs, toMs: sent.endedAtMs, isEnded: false});
  return gaps;
}

function longest(gaps: readonly Gap[]): Gap | undefined {
  let found: Gap | undefined;
  for (const gap of gaps) if (found === undefined || lengthMs(gap) > lengthMs(found)) found = gap;
  return found;
}

function lengthMs({fromMs, toMs}: Gap): number {
  return toMs - fromMs;
}

function beyond(gap: Gap | undefined, everyMs: number): number {
  return gap === undefined ? 0 : Math.max(0, lengthMs(gap) - everyMs);
}
