import {COPIES_MAX, HOLD_MS_MAX} from './limits.js';

/** Of the messages sent from now on. */
export interface SendMode {
  isUnordered: boolean;
  /** Infinity: until it has arrived. */
  retransmitsMax: number;
  /** Infinity: for ever. */
  lifetimeMs: number;
  /** -1: as many as the connection thinks right for the priority. */
  copies: number;
  holdMs: number;
}

/** What becomes of a message whose packets are lost. */
export type Reliability = 'reliable' | {maxRetransmits: number} | {lifetimeMs: number};

/** How messages travel. What is not given stays as it is; at first: ordered, reliable, no hold. */
export interface StreamMode {
  ordered?: boolean;
  reliability?: Reliability;
  /** How often a small message (512 bytes) is sent again at once, in other packets; `auto`: after the loss. */
  copies?: number | 'auto';
  /** How long a message may wait for others to fill a packet with; at most 2 ms. */
  holdMs?: number;
}

export function reliableMode(): SendMode {
  return {
    isUnordered: false,
    retransmitsMax: Number.POSITIVE_INFINITY,
    lifetimeMs: Number.POSITIVE_INFINITY,
    copies: -1,
    holdMs: 0,
  };
}

/** @throws RangeError, and changes nothing, for a value out of range */
export function applyMode(mode: SendMode, change: StreamMode): void {
  const {ordered, reliability, copies, holdMs} = change;
  const limits = reliability === undefined ? undefined : reliabilityLimits(reliability);
  if (copies !== undefined && copies !== 'auto') checkRange('copies', copies, 0, COPIES_MAX);
  if (holdMs !== undefined) checkRange('holdMs', holdMs, 0, HOLD_MS_MAX);
  if (ordered !== undefined) mode.isUnordered = !ordered;
  if (limits) Object.assign(mode, limits);
  if (copies !== undefined) mode.copies = copies === 'auto' ? -1 : copies;
  if (holdMs !== undefined) mode.holdMs = holdMs;
}

function reliabilityLimits(
  reliability: Reliability,
): Pick<SendMode, 'retransmitsMax' | 'lifetimeMs'> {
  const none = {retransmitsMax: Number.POSITIVE_INFINITY, lifetimeMs: Number.POSITIVE_INFINITY};
  if (reliability === 'reliable') return none;
  if ('maxRetransmits' in reliability) {
    const {maxRetransmits} = reliability;
    checkRange('maxRetransmits', maxRetransmits, 0, Number.MAX_SAFE_INTEGER);
    return {...none, retransmitsMax: maxRetransmits};
  }
  const {lifetimeMs} = reliability;
  checkRange('lifetimeMs', lifetimeMs, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER);
  return {...none, lifetimeMs};
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new RangeError(`${name} must be from ${least} to ${most}, not ${value}`);
}
