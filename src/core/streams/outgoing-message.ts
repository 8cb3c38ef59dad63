import type {Timed} from '../scheduler/timer-table.js';
import {VARINT_MAX} from '../wire/varint.js';
import type {ControlFrame} from './control-queue.js';
import {MESSAGE_COST} from './limits.js';

const EMPTY = new Uint8Array(0);

export interface MessageOwner {
  /** The message's lifetime is over. */
  giveUp(message: OutgoingMessage): void;
}

/** A message on its way. Its time in the timer table is the end of its lifetime. */
export class OutgoingMessage implements Timed {
  dueMs = Number.POSITIVE_INFINITY;
  timerIndex = -1;
  readonly owner: MessageOwner;
  data: Uint8Array;
  readonly total: number;
  readonly isUnordered: boolean;
  readonly retransmitsMax: number;
  /** -1: no byte has been sent yet. */
  sequence = -1;
  /** Bytes sent at least once. */
  sentBytes = 0;
  ackedBytes = 0;
  /** Arrived or given up: nothing of it is sent any more. */
  isDone = false;
  /** Tells the peer that it was given up. */
  skip: ControlFrame | undefined;

  constructor(owner: MessageOwner, data: Uint8Array, isUnordered: boolean, retransmitsMax: number) {
    this.owner = owner;
    this.data = data;
    this.total = data.length;
    this.isUnordered = isUnordered;
    this.retransmitsMax = retransmitsMax;
  }

  get cost(): number {
    return MESSAGE_COST + this.total;
  }

  get hasArrived(): boolean {
    return this.sequence >= 0 && this.ackedBytes === this.total && this.sentBytes === this.total;
  }

  /** Whole microseconds left to live; -1: no end. */
  lifetimeUs(now: number): number {
    if (this.dueMs === Number.POSITIVE_INFINITY) return -1;
    return Math.min(VARINT_MAX, Math.max(0, Math.floor((this.dueMs - now) * 1000)));
  }

  done(): void {
    this.isDone = true;
    this.data = EMPTY;
  }

  onDue(): void {
    this.owner.giveUp(this);
  }
}
