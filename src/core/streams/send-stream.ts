import type {Sender} from '../scheduler/classes.js';
import type {RoundRobin} from '../scheduler/round-robin.js';
import type {Timed} from '../scheduler/timer-table.js';
import type {StreamOpening} from '../wire/frame-writer.js';
import type {ControlFrame} from './control-queue.js';
import {SendCredit} from './credit.js';
import {Fifo} from './fifo.js';
import {COPY_INTERVAL_MS, SMALL_MESSAGE_BYTES} from './limits.js';
import type {Outbox} from './outbox.js';
import {type MessageOwner, OutgoingMessage} from './outgoing-message.js';
import {type FragmentOwner, SentFragment} from './sent-fragment.js';
import type {PacketDraft} from './sent-frame.js';
import {SettledSequences} from './settled-sequences.js';
import {writePart} from './write-part.js';

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

/** Told when a half of a stream may have become closed. */
export interface StreamOwner {
  onProgress(stream: number): void;
}

/**
 * The sending half of a stream. Its time in the timer table is the end of a hold: messages that wait
 * for company.
 */
export class SendStream implements Sender, Timed, MessageOwner, FragmentOwner {
  ring: RoundRobin<Sender> | undefined;
  nextTurn: Sender | undefined;
  previousTurn: Sender | undefined;
  dueMs = 0;
  timerIndex = -1;

  readonly id: number;
  readonly credit: SendCredit;
  readonly mode: SendMode;
  priority: number;
  /** Sent along until it has arrived. */
  opening: StreamOpening | undefined;
  /** Not yet acknowledged or given up. */
  bufferedBytes = 0;
  /** FINISH or RESET has been sent. */
  isCloseSent = false;
  /** Everything that was to be told has arrived. */
  isClosed = false;

  readonly #owner: StreamOwner;
  readonly #outbox: Outbox;
  readonly #lowWaterBytes: number;
  readonly #settled = new SettledSequences();
  readonly #queue = new Fifo<OutgoingMessage>();
  readonly #resends = new Fifo<SentFragment>();
  /** Begun, and not sent to its end. */
  #current: OutgoingMessage | undefined;
  #nextSequence = 0;
  #queuedBytes = 0;
  #heldBytes = 0;
  #vanished = 0;
  #isAboveLowWater = false;
  #isFinishing = false;
  #isReset = false;
  #finish: ControlFrame | undefined;

  constructor(
    owner: StreamOwner,
    outbox: Outbox,
    id: number,
    priority: number,
    creditBytes: number,
    mode: SendMode,
  ) {
    this.#owner = owner;
    this.#outbox = outbox;
    this.#lowWaterBytes = creditBytes / 2;
    this.id = id;
    this.priority = priority;
    this.credit = new SendCredit(creditBytes);
    this.mode = mode;
  }

  get isReset(): boolean {
    return this.#isReset;
  }

  get isOpen(): boolean {
    return !this.#isFinishing && !this.#isReset;
  }

  /** Takes ownership of `data`. The stream is open. */
  send(data: Uint8Array, now: number): void {
    const {isUnordered, retransmitsMax, lifetimeMs, holdMs} = this.mode;
    const message = new OutgoingMessage(this, data, isUnordered, retransmitsMax);
    if (lifetimeMs !== Number.POSITIVE_INFINITY) this.#outbox.timers.set(message, now + lifetimeMs);
    const mayHold = holdMs > 0 && (this.#outbox.classes.isHeld(this) || !this.wants());
    this.#queue.push(message);
    this.#queued(data.length);
    this.bufferedBytes += data.length;
    if (this.bufferedBytes > this.#lowWaterBytes) this.#isAboveLowWater = true;
    if (mayHold) this.#hold(now + holdMs);
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
    this.#isFinishing = true;
    this.#finishWhenSent();
  }

  /** Gives up everything at once. */
  reset(code: number): void {
    if (this.#isReset || this.isClosed) return;
    this.#isReset = true;
    this.#finish?.cancel();
    this.discard();
    const {id, credit} = this;
    this.#outbox.control.send({
      write: (writer) => writer.resetStream(id, code, credit.used),
      onWritten: () => this.#closeSent(),
      onAcked: () => this.#closed(),
    });
  }

  /** Lets go of all that waits or is under way, without a word to the peer. */
  discard(): void {
    this.#isReset = true;
    const {timers, classes} = this.#outbox;
    classes.leave(this);
    timers.clear(this);
    timers.clearOwned(this);
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
    if (this.#queue.length > 0) this.#activate();
  }

  wants(): boolean {
    if (this.#nextResend() || this.#current) return true;
    const message = this.#nextQueued();
    return message !== undefined && this.#mayStart(message);
  }

  write(draft: PacketDraft, now: number): boolean {
    const fragment = this.#nextResend();
    return fragment ? this.#writeAgain(draft, fragment, now) : this.#writeNew(draft, now);
  }

  onAcked(fragment: SentFragment): void {
    const {message} = fragment;
    this.#outbox.timers.clear(fragment);
    if (fragment.hasOpening) this.opening = undefined;
    if (this.#isReset) return;
    const bytes = fragment.end - fragment.start;
    message.ackedBytes += bytes;
    if (!message.isDone) this.#unbuffer(bytes);
    if (!message.hasArrived) return;
    // A message given up that arrived after all needs no SKIP.
    message.skip?.cancel();
    this.#outbox.timers.clear(message);
    message.done();
    this.#settle(message.sequence);
  }

  onLost(fragment: SentFragment): void {
    fragment.losses += 1;
    if (fragment.losses <= fragment.message.retransmitsMax) {
      this.#sendAgain(fragment);
      return;
    }
    this.#outbox.timers.clear(fragment);
    this.giveUp(fragment.message);
  }

  onCopyDue(fragment: SentFragment): void {
    fragment.copiesLeft -= 1;
    if (fragment.isNeeded && !fragment.isQueued) this.#sendAgain(fragment);
  }

  giveUp(message: OutgoingMessage): void {
    if (message.isDone || this.#isReset) return;
    this.#outbox.timers.clear(message);
    this.#unbuffer(message.total - message.ackedBytes);
    this.#queued(message.sentBytes - message.total);
    message.done();
    if (this.#current === message) this.#current = undefined;
    if (message.sequence >= 0) this.#skip(message);
    else this.#vanish();
    this.#finishWhenSent();
    this.#activate();
  }

  /** The hold is over. */
  onDue(): void {
    this.#activate();
  }

  #skip(message: OutgoingMessage): void {
    const {id} = this;
    const {sequence, cost} = message;
    message.skip = this.#outbox.control.send({
      write: (writer) => writer.skip(id, sequence, cost),
      isMoot: () => this.#isReset,
      onAcked: () => this.#settle(sequence),
    });
  }

  #vanish(): void {
    this.#vanished += 1;
    if (this.#vanished < 64 || 2 * this.#vanished < this.#queue.length) return;
    this.#queue.keep((queued) => !queued.isDone);
    this.#vanished = 0;
  }

  #sendAgain(fragment: SentFragment): void {
    if (this.#isReset) return;
    fragment.isQueued = true;
    this.#resends.push(fragment);
    this.#activate();
  }

  #nextResend(): SentFragment | undefined {
    let fragment = this.#resends.peek();
    while (fragment && !fragment.isNeeded) {
      this.#resends.shift();
      fragment = this.#resends.peek();
    }
    return fragment;
  }

  #nextQueued(): OutgoingMessage | undefined {
    let message = this.#queue.peek();
    while (message?.isDone) {
      this.#queue.shift();
      this.#vanished = Math.max(0, this.#vanished - 1);
      message = this.#queue.peek();
    }
    return message;
  }

  #mayStart({cost}: OutgoingMessage): boolean {
    return (
      this.credit.allows(cost) &&
      this.#outbox.credit.allows(cost) &&
      !this.#settled.isBeyond(this.#nextSequence)
    );
  }

  #writeAgain(draft: PacketDraft, fragment: SentFragment, now: number): boolean {
    const {message, start, end} = fragment;
    const bytes = writePart(this, this.#outbox, draft, message, message.sequence, start, end, now);
    if (bytes < 0) return false;
    if (bytes === end - start) this.#resends.shift();
    else {
      const rest = new SentFragment(this, message, start + bytes, end);
      rest.losses = fragment.losses;
      rest.isQueued = true;
      fragment.end = start + bytes;
      this.#resends.replaceHead(rest);
    }
    fragment.isQueued = false;
    this.#sent(draft, fragment, now);
    return true;
  }

  #writeNew(draft: PacketDraft, now: number): boolean {
    const message = this.#current ?? this.#nextQueued();
    if (!message) return false;
    const isFirst = message.sequence < 0;
    const start = message.sentBytes;
    const sequence = isFirst ? this.#nextSequence : message.sequence;
    const bytes = writePart(
      this,
      this.#outbox,
      draft,
      message,
      sequence,
      start,
      message.total,
      now,
    );
    if (bytes < 0) return false;
    if (isFirst) this.#start(message);
    message.sentBytes += bytes;
    this.#current = message.sentBytes === message.total ? undefined : message;
    this.#queued(-bytes);
    const fragment = new SentFragment(this, message, start, start + bytes);
    if (bytes === message.total && bytes <= SMALL_MESSAGE_BYTES) fragment.copiesLeft = this.#copies;
    this.#sent(draft, fragment, now);
    if (!this.#current && !this.#nextQueued()) this.#sentAll();
    return true;
  }

  #sentAll(): void {
    this.#outbox.timers.clear(this);
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
    if (!this.#isFinishing || this.#isReset || this.#finish) return;
    if (this.#current || this.#nextQueued()) return;
    const {id} = this;
    const count = this.#nextSequence;
    this.#finish = this.#outbox.control.send({
      write: (writer) => writer.finish(id, count),
      onWritten: () => this.#closeSent(),
      onAcked: () => this.#closeWhenSettled(),
    });
  }

  #settle(sequence: number): void {
    if (this.#isReset) return;
    const wasBeyond = this.#settled.isBeyond(this.#nextSequence);
    this.#settled.settle(sequence);
    if (wasBeyond) this.onCredit();
    this.#closeWhenSettled();
  }

  #closeSent(): void {
    this.isCloseSent = true;
    this.#owner.onProgress(this.id);
  }

  #closeWhenSettled(): void {
    if (this.#finish?.isDone && this.#settled.base === this.#nextSequence) this.#closed();
  }

  #closed(): void {
    this.isClosed = true;
    this.#owner.onProgress(this.id);
  }

  #unbuffer(bytes: number): void {
    this.bufferedBytes -= bytes;
    if (!this.#isAboveLowWater || this.bufferedBytes > this.#lowWaterBytes) return;
    this.#isAboveLowWater = false;
    if (this.isOpen) this.#outbox.events.push({type: 'drained', stream: this.id});
  }

  #queued(bytes: number): void {
    this.#queuedBytes += bytes;
    this.#outbox.queuedBytes += bytes;
    this.#holdBytes(this.#heldBytes > 0 ? this.#queuedBytes : 0);
  }

  #hold(untilMs: number): void {
    const {classes, timers} = this.#outbox;
    if (!classes.isHeld(this)) {
      classes.hold(this);
      timers.set(this, untilMs);
    }
    this.#holdBytes(this.#queuedBytes);
  }

  #activate(): void {
    if (this.#isReset) return;
    this.#outbox.timers.clear(this);
    this.#holdBytes(0);
    this.#outbox.ready(this);
  }

  #holdBytes(bytes: number): void {
    this.#outbox.heldBytes += bytes - this.#heldBytes;
    this.#heldBytes = bytes;
  }
}
