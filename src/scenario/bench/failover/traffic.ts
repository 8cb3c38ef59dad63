import type {FlowLoad, FlowSpec} from '../../../agent/bench/protocol.js';
import type {PriorityName} from '../../../core/wire/frame-type.js';
import type {MessageMode} from '../../reliability/mode.js';

/** What a stream can promise, as the command line names it. */
export const TRAFFIC_MODES = [
  'reliable-ordered',
  'reliable-unordered',
  'retransmits-ordered',
  'retransmits-unordered',
  'lifetime-ordered',
  'lifetime-unordered',
] as const;

/** Saturating, ordered and reliable, one way: for the rate that comes back. */
const BULK = 'bulk';
export const TRAFFIC_WORDS: readonly string[] = [...TRAFFIC_MODES, BULK];
export const PRIORITY_WORDS = ['critical', 'control', 'interactive', 'state', 'bulk'] as const;

/** One kind of traffic that a fault is to hit. */
export interface Traffic {
  /** As it was asked for: `reliable-ordered:critical`. */
  name: string;
  mode: MessageMode;
  priority: PriorityName;
  isBulk: boolean;
}

/** A stream of messages at a steady pace. */
export interface Pace {
  messageBytes: number;
  everyMs: number;
}

/** Of a lifetime, in round trips: one retransmission fits in, a failover does not. */
const LIFETIME_RTTS = 3;

/** Reads `MODE`, `MODE:PRIORITY` or `bulk`; undefined for anything else. */
export function parseTraffic(name: string, rttMs: number): Traffic | undefined {
  if (name === BULK) {
    const mode = {ordered: true, reliability: 'reliable' as const};
    return {name, mode, priority: 'bulk', isBulk: true};
  }
  const [modeName, priorityName = 'interactive', ...rest] = name.split(':');
  const mode = TRAFFIC_MODES.find((known) => known === modeName);
  const priority = PRIORITY_WORDS.find((known) => known === priorityName);
  if (!mode || !priority || rest.length > 0) return undefined;
  return {name, mode: messageMode(mode, rttMs), priority, isBulk: false};
}

/** The flow that carries such traffic for `durationMs`; `bulkBytes`: what bulk writes at once. */
export function trafficFlow(
  {mode, priority, isBulk}: Traffic,
  {
    id,
    pace,
    bulkBytes,
    durationMs,
  }: {id: number; pace: Pace; bulkBytes: number; durationMs: number},
): FlowSpec {
  const load: FlowLoad = isBulk ? {saturate: true} : {messagesPerSecond: 1000 / pace.everyMs};
  return {
    id,
    mode,
    priority,
    load,
    durationMs,
    messageBytes: isBulk ? bulkBytes : pace.messageBytes,
  };
}

function messageMode(name: (typeof TRAFFIC_MODES)[number], rttMs: number): MessageMode {
  const [reliability, order] = name.split('-');
  return {
    ordered: order === 'ordered',
    reliability:
      reliability === 'reliable'
        ? 'reliable'
        : reliability === 'lifetime'
          ? {lifetimeMs: Math.max(1, LIFETIME_RTTS * rttMs)}
          : {maxRetransmits: 0},
  };
}
