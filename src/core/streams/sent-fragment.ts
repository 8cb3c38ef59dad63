import type {Timed} from '../scheduler/timer-table.js';
import type {OutgoingMessage} from './outgoing-message.js';
import type {SentFrame} from './sent-frame.js';

export interface FragmentOwner {
  onAcked(fragment: SentFragment): void;
  /** A packet with this fragment is lost, and it does not wait to be sent again already. */
  onLost(fragment: SentFragment): void;
  onCopyDue(fragment: SentFragment): void;
  /** Whether it may be sent once more though nothing is known to be lost. */
  mayCopy(fragment: SentFragment): boolean;
}

/**
 * A part of a message that has been sent, maybe several times. The parts of a message do not overlap:
 * one that is sent again into a smaller packet keeps what fits, and the rest becomes a part of its own.
 * Its time in the timer table is when its next copy is due.
 */
export class SentFragment implements SentFrame, Timed {
  dueMs = 0;
  timerIndex = -1;
  readonly owner: FragmentOwner;
  readonly message: OutgoingMessage;
  readonly start: number;
  end: number;
  /** How often it was lost. */
  losses = 0;
  /** Packets under way with it. */
  flights = 0;
  copiesLeft = 0;
  isAcked = false;
  /** Waits to be sent again. */
  isQueued = false;
  /** Told the peer of its stream. */
  hasOpening = false;

  constructor(owner: FragmentOwner, message: OutgoingMessage, start: number, end: number) {
    this.owner = owner;
    this.message = message;
    this.start = start;
    this.end = end;
  }

  get isNeeded(): boolean {
    return !this.isAcked && !this.message.isDone;
  }

  /** Keeps the first `bytes` and returns the rest, which waits to be sent. */
  split(bytes: number): SentFragment {
    const rest = new SentFragment(this.owner, this.message, this.start + bytes, this.end);
    rest.losses = this.losses;
    rest.isQueued = true;
    this.end = this.start + bytes;
    return rest;
  }

  acked(): void {
    if (this.isAcked) return;
    this.isAcked = true;
    this.owner.onAcked(this);
  }

  lost(): void {
    this.flights -= 1;
    if (!this.isQueued && this.isNeeded) this.owner.onLost(this);
  }

  copy(): number {
    const isUnderWay = this.flights === 1 && !this.isQueued && this.isNeeded;
    if (!isUnderWay || !this.owner.mayCopy(this)) return 0;
    this.owner.onCopyDue(this);
    return this.end - this.start;
  }

  onDue(): void {
    this.copiesLeft -= 1;
    this.owner.onCopyDue(this);
  }
}
