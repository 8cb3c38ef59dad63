import type {Sender} from '../scheduler/classes.js';
import type {RoundRobin} from '../scheduler/round-robin.js';
import type {Timed} from '../scheduler/timer-table.js';
import {VARINT_MAX} from '../wire/varint.js';
import {Fifo} from './fifo.js';
import {DATAGRAM_QUEUE_BYTES} from './limits.js';
import type {Outbox} from './outbox.js';
import type {PacketDraft} from './sent-frame.js';

/** Type and lifetime. */
export const DATAGRAM_HEAD_BYTES = 9;

/** Its time in the timer table is the end of its lifetime. */
class OutgoingDatagram implements Timed {
  dueMs = Number.POSITIVE_INFINITY;
  timerIndex = -1;
  readonly owner: OutgoingDatagrams;
  readonly data: Uint8Array;
  isDone = false;

  constructor(owner: OutgoingDatagrams, data: Uint8Array) {
    this.owner = owner;
    this.data = data;
  }

  onDue(): void {
    this.owner.expire(this);
  }
}

/** Datagrams of one class that wait to be sent. The oldest are dropped when there are too many. */
export class OutgoingDatagrams implements Sender {
  ring: RoundRobin<Sender> | undefined;
  nextTurn: Sender | undefined;
  previousTurn: Sender | undefined;
  readonly priority: number;
  /** Not sent because too many waited, or because they fit into no packet any more. */
  dropped = 0;
  readonly #outbox: Outbox;
  readonly #queue = new Fifo<OutgoingDatagram>();
  #bytes = 0;

  constructor(outbox: Outbox, priority: number) {
    this.#outbox = outbox;
    this.priority = priority;
  }

  send(data: Uint8Array, now: number, lifetimeMs: number): void {
    const datagram = new OutgoingDatagram(this, data);
    if (lifetimeMs !== Number.POSITIVE_INFINITY)
      this.#outbox.timers.set(datagram, now + lifetimeMs);
    this.#queue.push(datagram);
    this.#count(data.length + DATAGRAM_HEAD_BYTES);
    while (this.#bytes > DATAGRAM_QUEUE_BYTES) this.#dropFirst();
    this.#outbox.ready(this);
  }

  wants(): boolean {
    for (let first = this.#queue.peek(); first; first = this.#queue.peek()) {
      if (!first.isDone && first.data.length + DATAGRAM_HEAD_BYTES <= this.#outbox.packetSpace)
        return true;
      this.#dropFirst();
    }
    return false;
  }

  write(draft: PacketDraft, now: number): boolean {
    const datagram = this.#queue.peek();
    if (!datagram || !draft.writer.datagram(datagram.data, lifetimeUs(datagram.dueMs, now)))
      return false;
    this.#take(datagram);
    return true;
  }

  expire(datagram: OutgoingDatagram): void {
    this.#done(datagram);
  }

  discard(): void {
    while (this.#queue.length > 0) this.#dropFirst();
  }

  #dropFirst(): void {
    const first = this.#queue.peek();
    if (!first) return;
    if (!first.isDone) this.dropped += 1;
    this.#take(first);
  }

  #take(first: OutgoingDatagram): void {
    this.#queue.shift();
    this.#done(first);
  }

  #done(datagram: OutgoingDatagram): void {
    if (datagram.isDone) return;
    datagram.isDone = true;
    this.#outbox.timers.clear(datagram);
    this.#count(-datagram.data.length - DATAGRAM_HEAD_BYTES);
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#outbox.queuedBytes += bytes;
  }
}

function lifetimeUs(dueMs: number, now: number): number {
  if (dueMs === Number.POSITIVE_INFINITY) return -1;
  return Math.min(VARINT_MAX, Math.max(0, Math.floor((dueMs - now) * 1000)));
}
