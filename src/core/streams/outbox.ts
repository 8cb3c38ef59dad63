import {CONTROL_CLASS, NO_CLASS, PriorityClasses, type Sender} from '../scheduler/classes.js';
import {TimerTable} from '../scheduler/timer-table.js';
import {PRIORITIES} from '../wire/frame-type.js';
import type {MessageHead} from '../wire/frame-writer.js';
import {ControlQueue} from './control-queue.js';
import type {SendCredit} from './credit.js';
import {Fifo} from './fifo.js';
import type {PacketDraft} from './sent-frame.js';
import type {StreamEvent} from './stream-event.js';

/** Cannot send for want of the connection's credit. */
export interface Starved {
  onCredit(): void;
}

/** What all streams of a connection share: who sends next, timers, credit, events. */
export class Outbox {
  readonly classes = new PriorityClasses();
  readonly control = new ControlQueue();
  readonly timers = new TimerTable();
  readonly events = new Fifo<StreamEvent>();
  readonly credit: SendCredit;
  /** Usable bytes of an empty packet. */
  packetSpace = 1000;
  criticalCopies = 0;
  /** Want to know when the peer gives the connection more credit. */
  readonly starved = new Set<Starved>();
  /** Bytes that wait for their first transmission. */
  queuedBytes = 0;
  /** Bytes that wait for company. */
  heldBytes = 0;
  /** One for all frames: each write fills it anew. */
  readonly head: MessageHead = {
    stream: 0,
    sequence: 0,
    unordered: false,
    opens: undefined,
    lifetimeUs: -1,
  };

  constructor(credit: SendCredit) {
    this.credit = credit;
  }

  nextPriority(now: number): number {
    this.timers.run(now);
    for (let priority = 0; priority < PRIORITIES.length; priority++) {
      if (priority === CONTROL_CLASS && this.control.wants()) return priority;
      if (this.classes.wantsReady(priority)) return priority;
      if (this.heldBytes >= this.packetSpace && this.classes.wantsHeld(priority)) return priority;
    }
    return NO_CLASS;
  }

  fill(draft: PacketDraft, now: number, priorityMax: number): void {
    this.timers.run(now);
    for (let priority = 0; priority <= priorityMax; priority++) {
      if (priority === CONTROL_CLASS) this.control.fill(draft);
      this.classes.fill(priority, draft, now);
    }
  }

  /** The peer lets the connection send up to `limit`. */
  raiseCredit(limit: number): void {
    if (!this.credit.raise(limit)) return;
    for (const stream of this.starved) stream.onCredit();
    this.starved.clear();
  }

  ready(sender: Sender): void {
    this.classes.ready(sender);
  }
}
