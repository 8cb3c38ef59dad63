import {INTERACTIVE_CLASS, type Sender} from '../scheduler/classes.js';
import type {RoundRobin} from '../scheduler/round-robin.js';
import type {StreamOpening} from '../wire/frame-writer.js';
import {SendCredit} from './credit.js';
import {Expiries} from './expiries.js';
import {Hold} from './hold.js';
import {COPY_INTERVAL_MS, SMALL_MESSAGE_BYTES} from './limits.js';
import type {Outbox} from './outbox.js';
import {type MessageOwner, OutgoingMessage} from './outgoing-message.js';
import {OutgoingQueue} from './outgoing-queue.js';
import {Resends} from './resends.js';
import {SendEnd, type StreamOwner} from './send-end.js';
import {type FragmentOwner, SentFragment} from './sent-fragment.js';
import type {PacketDraft} from './sent-frame.js';
import {SettledSequences} from './settled-sequences.js';
import type {SendMode} from './stream-mode.js';
import {writePart} from './write-part.js';

/** The sending half of a stream. */
export class SendStream implements Sender, MessageOwner, FragmentOwner {
  ring: RoundRobin<Sender> | undefined;
  nextTurn: Sender | undefined;
  previousTurn: Sender | undefined;

  readonly id: number;
  readonly credit: SendCredit;
  readonly mode: SendMode;
  readonly end: SendEnd;
  priority: number;
  /** Sent along until it has arrived. */
  opening: StreamOpening | undefined;
  /** Not yet acknowledged or given up. */
  bufferedBytes = 0;

  readonly #outbox: Outbox;
  readonly #lowWaterBytes: number;
  readonly #settled = new SettledSequences();
  readonly #queue = new OutgoingQueue();
  readonly #resends = new Resends();
  readonly #hold: Hold;
  readonly #expiries: Expiries;
  /** Begun, and not sent to its end. */
  #current: OutgoingMessage | undefined;
  #nextSequence = 0;
  #queuedBytes = 0;
  #isAboveLowWater = false;

  constructor(
    owner: StreamOwner,
    outbox: Outbox,
    id: number,
    priority: number,
    creditBytes: number,
    mode: SendMode,
  ) {
    this.#outbox = outbox;
    this.#lowWaterBytes = creditBytes / 2;
    this.id = id;
    this.priority = priority;
    this.credit = new SendCredit(creditBytes);
    this.mode = mode;
    this.end = new SendEnd(owner, outbox.control, id);
    this.#expiries = new Expiries(outbox.timers);
    this.#hold = new Hold(outbox, this);
  }

  get isOpen(): boolean {
    return !this.end.isFinishing && !this.end.isReset;
  }

  /** Takes ownership of `data`. The stream is open. */
  send(data: Uint8Array, now: number): void {
    const {isUnordered, retransmitsMax, lifetimeMs, holdMs} = this.mode;
    const message = new OutgoingMessage(this, data, isUnordered, retransmitsMax);
    this.#expiries.set(message, now + lifetimeMs);
    const mayHold = holdMs > 0 && (this.#hold.isOn || !this.wants());
    this.#queue.push(message);
    this.#queued(data.length);
    this.bufferedBytes += data.length;
    if (this.bufferedBytes > this.#lowWaterBytes) this.#isAboveLowWater = true;
    if (mayHold) this.#hold.begin(now + holdMs, this.#queuedBytes);
    else this.#outbox.ready(this);
  }

  setPriority(priority: number): void {
    if (priority === this.priority) return;
    this.#outbox.classes.leave(this);
    this.priority = priority;
    this.#activate();
  }

  finish(): void {
    if (!this.isOpen) return;
    this.end.isFinishing = true;
    this.#finishWhenSent();
  }

  /** Gives up everything at once. */
  reset(code: number): void {
    if (this.end.isReset || this.end.isClosed) return;
    this.discard();
    this.end.sayReset(code, this.credit.used);
  }

  /** Lets go of all that waits or is under way, without a word to the peer. */
  discard(): void {
    this.end.isReset = true;
    this.#outbox.classes.leave(this);
    this.#hold.cancel();
    this.#expiries.clearAll();
    this.#outbox.starved.delete(this);
    this.#queued(-this.#queuedBytes);
    this.bufferedBytes = 0;
    this.#queue.clear();
    this.#resends.clear();
    this.#current?.done();
    this.#current = undefined;
  }

  raiseCredit(limit: number): void {
    if (this.credit.raise(limit)) this.onCredit();
  }

  /** Credit of the connection may have grown. */
  onCredit(): void {
    if (!this.#queue.isEmpty) this.#activate();
  }

  wants(): boolean {
    if (this.#resends.peek() || this.#current) return true;
    const message = this.#queue.peek();
    return message !== undefined && this.#mayStart(message);
  }

  write(draft: PacketDraft, now: number): boolean {
    const fragment = this.#resends.peek();
    return fragment ? this.#writeAgain(draft, fragment, now) : this.#writeNew(draft, now);
  }

  onAcked(fragment: SentFragment): void {
    const {message} = fragment;
    this.#outbox.timers.clear(fragment);
    if (fragment.hasOpening) this.opening = undefined;
    if (this.end.isReset) return;
    const bytes = fragment.end - fragment.start;
    message.ackedBytes += bytes;
    if (!message.isDone) this.#unbuffer(bytes);
    if (!message.hasArrived) return;
    // A message given up that arrived after all needs no SKIP.
    message.skip?.cancel();
    this.#expiries.clear(message);
    message.done();
    this.#settle(message.sequence);
  }

  onLost(fragment: SentFragment): void {
    const {retransmitsMax} = fragment.message;
    // A copy of what must arrive may be slow, or on a path that has died: nothing waits for it.
    if (fragment.flights > 0 && retransmitsMax !== Number.POSITIVE_INFINITY) return;
    fragment.losses += 1;
    if (fragment.losses <= retransmitsMax) {
      this.#sendAgain(fragment);
      return;
    }
    this.#outbox.timers.clear(fragment);
    this.giveUp(fragment.message);
  }

  mayCopy({message: {total}}: SentFragment): boolean {
    const isUrgent = this.priority <= INTERACTIVE_CLASS;
    return isUrgent && this.mode.copies !== 0 && total <= SMALL_MESSAGE_BYTES;
  }

  onCopyDue(fragment: SentFragment): void {
    if (fragment.isNeeded && !fragment.isQueued) this.#sendAgain(fragment);
  }

  giveUp(message: OutgoingMessage): void {
    if (message.isDone || this.end.isReset) return;
    this.#expiries.clear(message);
    this.#unbuffer(message.total - message.ackedBytes);
    this.#queued(message.sentBytes - message.total);
    message.done();
    if (this.#current === message) this.#current = undefined;
    if (message.sequence >= 0) this.#skip(message);
    else this.#queue.vanish();
    this.#finishWhenSent();
    this.#activate();
  }

  #skip(message: OutgoingMessage): void {
    const {id} = this;
    const {sequence, cost} = message;
    message.skip = this.#outbox.control.send({
      write: (writer) => writer.skip(id, sequence, cost),
      isMoot: () => this.end.isReset,
      onAcked: () => this.#settle(sequence),
    });
  }

  #sendAgain(fragment: SentFragment): void {
    if (this.end.isReset) return;
    this.#resends.push(fragment);
    this.#activate();
  }

  #mayStart({cost}: OutgoingMessage): boolean {
    if (!this.credit.allows(cost) || this.#settled.isBeyond(this.#nextSequence)) return false;
    if (this.#outbox.credit.allows(cost)) return true;
    this.#outbox.starved.add(this);
    return false;
  }

  #writeAgain(draft: PacketDraft, fragment: SentFragment, now: number): boolean {
    const {message, start, end} = fragment;
    const bytes = writePart(this, this.#outbox, draft, message, message.sequence, start, end, now);
    if (bytes < 0) return false;
    this.#resends.onWritten(fragment, bytes);
    this.#sent(draft, fragment, now);
    return true;
  }

  #writeNew(draft: PacketDraft, now: number): boolean {
    const message = this.#current ?? this.#queue.peek();
    if (!message) return false;
    const isFirst = message.sequence < 0;
    const {sentBytes: start, total} = message;
    const sequence = isFirst ? this.#nextSequence : message.sequence;
    const bytes = writePart(this, this.#outbox, draft, message, sequence, start, total, now);
    if (bytes < 0) return false;
    if (isFirst) this.#start(message);
    message.sentBytes += bytes;
    this.#current = message.sentBytes === total ? undefined : message;
    this.#queued(-bytes);
    const fragment = new SentFragment(this, message, start, start + bytes);
    if (bytes === total && bytes <= SMALL_MESSAGE_BYTES) fragment.copiesLeft = this.#copies;
    this.#sent(draft, fragment, now);
    if (!this.#current && !this.#queue.peek()) this.#sentAll();
    return true;
  }

  #sentAll(): void {
    this.#hold.cancel();
    this.#finishWhenSent();
  }

  get #copies(): number {
    if (this.mode.copies >= 0) return this.mode.copies;
    return this.priority === 0 ? this.#outbox.criticalCopies : 0;
  }

  #start(message: OutgoingMessage): void {
    message.sequence = this.#nextSequence;
    this.#nextSequence += 1;
    this.credit.used += message.cost;
    this.#outbox.credit.used += message.cost;
    this.#queue.shift();
  }

  #sent(draft: PacketDraft, fragment: SentFragment, now: number): void {
    fragment.flights += 1;
    if (this.opening) fragment.hasOpening = true;
    draft.frames.push(fragment);
    if (fragment.copiesLeft > 0) this.#outbox.timers.set(fragment, now + COPY_INTERVAL_MS);
  }

  #finishWhenSent(): void {
    if (!this.end.isFinishDue || this.#current || this.#queue.peek()) return;
    this.end.sayFinish(this.#nextSequence, () => this.#closeWhenSettled());
  }

  #settle(sequence: number): void {
    if (this.end.isReset) return;
    const wasBeyond = this.#settled.isBeyond(this.#nextSequence);
    this.#settled.settle(sequence);
    if (wasBeyond) this.onCredit();
    this.#closeWhenSettled();
  }

  #closeWhenSettled(): void {
    if (this.end.isFinishAcked && this.#settled.base === this.#nextSequence) this.end.close();
  }

  #unbuffer(bytes: number): void {
    this.bufferedBytes -= bytes;
    if (!this.#isAboveLowWater || this.bufferedBytes > this.#lowWaterBytes) return;
    this.#isAboveLowWater = false;
    if (!this.end.isReset) this.#outbox.events.push({type: 'drained', stream: this.id});
  }

  #queued(bytes: number): void {
    this.#queuedBytes += bytes;
    this.#outbox.queuedBytes += bytes;
    this.#hold.update(this.#queuedBytes);
  }

  #activate(): void {
    if (!this.end.isReset) this.#hold.end();
  }
}
