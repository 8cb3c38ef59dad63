import {ProtocolViolation, ViolationCode} from '../connection/violation.js';
import type {Timed} from '../scheduler/timer-table.js';
import {FRAGMENT_BYTES_MIN, MESSAGE_COST} from './limits.js';
import {ReceivedRanges} from './received-ranges.js';

/** Twice as many as there can be packets under way. */
const RANGES_MAX = 16_384;

export interface IncomingOwner {
  /** The message's lifetime is over. */
  expire(message: IncomingMessage, now: number): void;
}

/**
 * A message that is not complete, or waits for earlier ones. Its time in the timer table is the end of
 * its lifetime.
 */
export class IncomingMessage implements Timed {
  dueMs = Number.POSITIVE_INFINITY;
  timerIndex = -1;
  readonly sequence: number;
  readonly total: number;
  readonly isUnordered: boolean;
  /** Where the parts go; the caller has accounted for `total` bytes. */
  data: Uint8Array;
  isComplete: boolean;
  readonly owner: IncomingOwner;
  readonly #ranges = new ReceivedRanges();

  /** `whole`: the data, when all of it came at once. */
  constructor(
    owner: IncomingOwner,
    sequence: number,
    total: number,
    isUnordered: boolean,
    whole: Uint8Array | undefined,
  ) {
    this.owner = owner;
    this.sequence = sequence;
    this.total = total;
    this.isUnordered = isUnordered;
    this.isComplete = whole !== undefined;
    this.data = whole ?? new Uint8Array(total);
  }

  get cost(): number {
    return MESSAGE_COST + this.total;
  }

  /** @throws ProtocolViolation when the parts are smaller than an honest peer makes them */
  add(start: number, part: Uint8Array): void {
    if (this.isComplete || !this.#ranges.add(start, start + part.length)) return;
    this.data.set(part, start);
    this.isComplete = this.#ranges.bytes === this.total;
    // Parts have 64 bytes, or are the rest after such parts: more gaps than this cannot come about.
    if (this.#ranges.count > Math.min(RANGES_MAX, 2 + this.total / (FRAGMENT_BYTES_MIN / 2)))
      throw new ProtocolViolation(ViolationCode.message, 'a message came in too many small parts');
  }

  onDue(now: number): void {
    this.owner.expire(this, now);
  }
}
