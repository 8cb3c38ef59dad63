import {ProtocolViolation, ViolationCode} from '../connection/violation.js';
import type {FrameReader} from '../wire/frame-reader.js';
import {PRIORITIES} from '../wire/frame-type.js';
import type {ConnectionCredit} from './connection-credit.js';
import {ReceiveCredit} from './credit.js';
import {Fifo} from './fifo.js';
import {Grant} from './grant.js';
import {IncomingMessage, type IncomingOwner} from './incoming-message.js';
import {MESSAGE_BYTES_MAX, MESSAGE_COST} from './limits.js';
import type {Outbox} from './outbox.js';
import {ownedBytes} from './owned-bytes.js';
import type {StreamOwner} from './send-end.js';
import {SettledSequences} from './settled-sequences.js';

/** Of a stream whose first messages never arrived. */
const PRIORITY_UNKNOWN = PRIORITIES.indexOf('interactive');
const MESSAGE_COST_MAX = MESSAGE_COST + MESSAGE_BYTES_MAX;

/** The receiving half of a stream. */
export class ReceiveStream implements IncomingOwner {
  readonly id: number;
  /** The application knows of the stream. */
  isAnnounced: boolean;
  /** Every message has arrived or was given up, or the stream was reset: the peer may have forgotten it. */
  isComplete = false;
  /** The application has read everything, too. */
  isClosed = false;

  readonly #owner: StreamOwner;
  readonly #outbox: Outbox;
  readonly #connection: ConnectionCredit;
  readonly #credit: ReceiveCredit;
  readonly #settled = new SettledSequences();
  readonly #pending = new Map<number, IncomingMessage>();
  readonly #ready = new Fifo<Uint8Array>();
  /** How many messages there are; -1: not known. */
  #count = -1;
  /** One after the highest sequence seen. */
  #seenEnd = 0;
  #isStopped = false;
  readonly #grant: Grant;

  constructor(
    owner: StreamOwner,
    outbox: Outbox,
    connection: ConnectionCredit,
    id: number,
    window: number,
    isAnnounced: boolean,
  ) {
    this.#owner = owner;
    this.#outbox = outbox;
    this.#connection = connection;
    this.#credit = new ReceiveCredit(window);
    this.#grant = new Grant(outbox.control, {
      write: (writer) => writer.maxStreamCredit(id, this.#credit.limit),
      isMoot: () => this.isComplete || this.#count >= 0,
    });
    this.id = id;
    this.isAnnounced = isAnnounced;
  }

  announce(priority: number, label: string): void {
    if (this.isAnnounced) return;
    this.isAnnounced = true;
    this.#outbox.events.push({type: 'opened', stream: this.id, priority, label});
  }

  /** The stream has something to tell, and what it is for never arrived. */
  announceUnknown(): void {
    this.announce(PRIORITY_UNKNOWN, '');
  }

  read(): Uint8Array | undefined {
    const data = this.#ready.shift();
    if (!data) return undefined;
    this.#consume(MESSAGE_COST + data.length);
    this.#closeWhenRead();
    return data;
  }

  /** The application wants no more: what comes from now on is counted and dropped. */
  stop(code: number): void {
    if (this.#isStopped || this.isClosed) return;
    this.#isStopped = true;
    const {id} = this;
    this.#outbox.control.send({
      write: (writer) => writer.stop(id, code),
      isMoot: () => this.isComplete,
    });
    this.#dropReady();
    for (const message of this.#pending.values()) this.#drop(message);
    this.#closeWhenRead();
  }

  /** @throws ProtocolViolation */
  onMessage(frame: FrameReader, packet: Uint8Array, now: number, transitUs: number): void {
    const {sequence, total} = frame;
    if (!this.#expects(sequence)) return;
    let message = this.#pending.get(sequence);
    if (message) {
      if (message.total !== total || message.isUnordered !== frame.unordered)
        throw new ProtocolViolation(ViolationCode.message, 'a message changed under way');
    } else if (total > MESSAGE_BYTES_MAX) {
      throw new ProtocolViolation(ViolationCode.message, 'a message is longer than allowed');
    } else this.#charge(sequence, MESSAGE_COST + total);
    const dueMs = Math.min(
      deadline(frame.lifetimeUs, now, transitUs),
      message?.dueMs ?? Number.POSITIVE_INFINITY,
    );
    if (this.#isStopped || dueMs <= now) {
      this.#refuse(sequence, MESSAGE_COST + total, now);
      return;
    }
    const {dataStart, dataEnd} = frame;
    if (message) message.add(frame.start, packet.subarray(dataStart, dataEnd));
    else if (dataEnd - dataStart < total) {
      message = new IncomingMessage(this, sequence, total, frame.unordered, undefined);
      message.add(frame.start, packet.subarray(dataStart, dataEnd));
      this.#pending.set(sequence, message);
    } else {
      this.#onWhole(frame, ownedBytes(packet, dataStart, dataEnd), dueMs, now);
      return;
    }
    if (dueMs < message.dueMs) this.#outbox.timers.set(message, dueMs);
    if (message.isComplete) this.#onComplete(message, now);
  }

  /** The sender gave a message up. @throws ProtocolViolation */
  onSkip(sequence: number, cost: number, now: number): void {
    if (cost < MESSAGE_COST || cost > MESSAGE_COST_MAX)
      throw new ProtocolViolation(ViolationCode.message, 'SKIP names an impossible cost');
    if (!this.#expects(sequence)) return;
    const message = this.#pending.get(sequence);
    if (message) {
      if (message.cost !== cost)
        throw new ProtocolViolation(ViolationCode.message, 'SKIP contradicts the message');
      // Complete, it only waits for earlier ones: it is delivered after all.
      if (message.isComplete) return;
    } else this.#charge(sequence, cost);
    this.#refuse(sequence, cost, now);
  }

  /** @throws ProtocolViolation */
  onFinish(count: number): void {
    if (this.isComplete) return;
    if (count < this.#seenEnd || (this.#count >= 0 && this.#count !== count))
      throw new ProtocolViolation(ViolationCode.message, 'FINISH contradicts the messages');
    if (count > 0 && this.#settled.isBeyond(count - 1))
      throw new ProtocolViolation(ViolationCode.message, 'FINISH counts too many messages');
    this.#count = count;
    this.#closeWhenRead();
  }

  /** @throws ProtocolViolation */
  onReset(code: number, cost: number): void {
    if (this.isComplete) return;
    const credit = this.#credit;
    if (cost < credit.used)
      throw new ProtocolViolation(ViolationCode.credit, 'RESET contradicts the messages');
    const rest = cost - credit.used;
    credit.charge(rest);
    this.#connection.charge(rest);
    this.#connection.consume(credit.held);
    this.discard();
    this.isComplete = true;
    this.isClosed = true;
    this.announceUnknown();
    this.#outbox.events.push({type: 'reset', stream: this.id, code});
    this.#owner.onProgress(this.id);
  }

  /** Lets go of everything held. */
  discard(): void {
    for (const message of this.#pending.values()) this.#outbox.timers.clear(message);
    this.#pending.clear();
    this.#ready.clear();
  }

  expire(message: IncomingMessage, now: number): void {
    this.#refuse(message.sequence, message.cost, now);
  }

  /** Whether anything about `sequence` is news. @throws ProtocolViolation */
  #expects(sequence: number): boolean {
    if (this.isComplete) return false;
    if (this.#settled.isBeyond(sequence) || (this.#count >= 0 && sequence >= this.#count))
      throw new ProtocolViolation(ViolationCode.message, 'a message is beyond the window');
    return !this.#settled.has(sequence);
  }

  #charge(sequence: number, cost: number): void {
    this.#credit.charge(cost);
    this.#connection.charge(cost);
    this.#seenEnd = Math.max(this.#seenEnd, sequence + 1);
  }

  #onWhole(frame: FrameReader, data: Uint8Array, dueMs: number, now: number): void {
    const {sequence, unordered} = frame;
    if (unordered || sequence === this.#settled.base) {
      this.#offer(data);
      this.#settle(sequence, now);
      return;
    }
    const message = new IncomingMessage(this, sequence, data.length, false, data);
    this.#pending.set(sequence, message);
    if (dueMs !== Number.POSITIVE_INFINITY) this.#outbox.timers.set(message, dueMs);
  }

  #onComplete(message: IncomingMessage, now: number): void {
    const {sequence, data} = message;
    if (!message.isUnordered && sequence !== this.#settled.base) return;
    this.#forget(message);
    this.#offer(data);
    this.#settle(sequence, now);
  }

  /** Nothing of this message is delivered; what it cost is given back. */
  #refuse(sequence: number, cost: number, now: number): void {
    const message = this.#pending.get(sequence);
    if (message) this.#forget(message);
    this.#consume(cost);
    this.#settle(sequence, now);
  }

  #drop(message: IncomingMessage): void {
    this.#forget(message);
    this.#consume(message.cost);
    this.#settled.settle(message.sequence);
  }

  #forget(message: IncomingMessage): void {
    this.#pending.delete(message.sequence);
    this.#outbox.timers.clear(message);
  }

  #settle(sequence: number, now: number): void {
    this.#settled.settle(sequence);
    this.#advance(now);
    this.#closeWhenRead();
  }

  /** Offers the messages that waited for the one before them, unless their own time is over, too. */
  #advance(now: number): void {
    if (this.#pending.size === 0) return;
    const settled = this.#settled;
    let message = this.#pending.get(settled.base);
    while (message && (message.isComplete || message.dueMs <= now)) {
      this.#forget(message);
      if (message.dueMs <= now) this.#consume(message.cost);
      else this.#offer(message.data);
      settled.settle(message.sequence);
      message = this.#pending.get(settled.base);
    }
  }

  #offer(data: Uint8Array): void {
    if (this.#ready.length === 0) this.#outbox.events.push({type: 'readable', stream: this.id});
    this.#ready.push(data);
  }

  #dropReady(): void {
    for (let data = this.#ready.shift(); data; data = this.#ready.shift())
      this.#consume(MESSAGE_COST + data.length);
  }

  #closeWhenRead(): void {
    if (this.isClosed || this.#count < 0 || this.#settled.base < this.#count) return;
    const isNews = !this.isComplete;
    this.isComplete = true;
    if (this.#ready.length === 0) {
      this.isClosed = true;
      this.announceUnknown();
      this.#outbox.events.push({type: 'finished', stream: this.id});
    }
    if (isNews || this.isClosed) this.#owner.onProgress(this.id);
  }

  #consume(cost: number): void {
    this.#connection.consume(cost);
    if (!this.#credit.consume(cost) || this.isComplete) return;
    this.#grant.send();
  }
}

function deadline(lifetimeUs: number, now: number, transitUs: number): number {
  if (lifetimeUs < 0) return Number.POSITIVE_INFINITY;
  return now + (lifetimeUs - transitUs) / 1000;
}
