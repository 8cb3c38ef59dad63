import type {PacketDraft} from '../streams/sent-frame.js';
import {PRIORITIES} from '../wire/frame-type.js';
import {RoundRobin, type Turn} from './round-robin.js';

/** Indices in `PRIORITIES`, the most urgent first; `NO_CLASS`: none of them. */
export const NO_CLASS = -1;
export const CRITICAL_CLASS = PRIORITIES.indexOf('critical');
/** Also of frames that keep streams going: credit, SKIP, FINISH, RESET, STOP. */
export const CONTROL_CLASS = PRIORITIES.indexOf('control');
export const INTERACTIVE_CLASS = PRIORITIES.indexOf('interactive');
export const BULK_CLASS = PRIORITIES.indexOf('bulk');

/** Something that fills packets: a stream, or the datagrams of a class. */
export interface Sender extends Turn<Sender> {
  readonly priority: number;
  /** Whether `write` would have something to write into an empty packet. */
  wants(): boolean;
  /** Writes one frame; false: it does not fit. */
  write(draft: PacketDraft, now: number): boolean;
}

/**
 * Strict priority between classes, a turn each within a class. Senders that want to send are `ready`;
 * those that wait for company are `held`: they join a packet that leaves anyway.
 */
export class PriorityClasses {
  readonly #ready = PRIORITIES.map(() => new RoundRobin<Sender>());
  readonly #held = PRIORITIES.map(() => new RoundRobin<Sender>());

  ready(sender: Sender): void {
    this.#move(sender, this.#ready[sender.priority] as RoundRobin<Sender>);
  }

  hold(sender: Sender): void {
    this.#move(sender, this.#held[sender.priority] as RoundRobin<Sender>);
  }

  isHeld(sender: Sender): boolean {
    return sender.ring !== undefined && sender.ring === this.#held[sender.priority];
  }

  leave(sender: Sender): void {
    sender.ring?.remove(sender);
  }

  wantsReady(priority: number): boolean {
    return wants(this.#ready[priority] as RoundRobin<Sender>);
  }

  wantsHeld(priority: number): boolean {
    return wants(this.#held[priority] as RoundRobin<Sender>);
  }

  /** Writes frames of one class until nothing is left or the next one does not fit. */
  fill(priority: number, draft: PacketDraft, now: number): void {
    const fits = fillFrom(this.#ready[priority] as RoundRobin<Sender>, draft, now);
    if (fits) fillFrom(this.#held[priority] as RoundRobin<Sender>, draft, now);
  }

  #move(sender: Sender, ring: RoundRobin<Sender>): void {
    if (sender.ring === ring) return;
    sender.ring?.remove(sender);
    ring.add(sender);
  }
}

/** Whether a sender of the ring wants to send. Those that do not are taken out: they come back by themselves. */
function wants(ring: RoundRobin<Sender>): boolean {
  for (let sender = ring.head; sender; sender = ring.head) {
    if (sender.wants()) return true;
    ring.remove(sender);
  }
  return false;
}

function fillFrom(ring: RoundRobin<Sender>, draft: PacketDraft, now: number): boolean {
  while (wants(ring)) {
    const sender = ring.head as Sender;
    if (!sender.write(draft, now)) return false;
    if (sender.ring !== ring) continue;
    if (sender.wants()) ring.rotate();
    else ring.remove(sender);
  }
  return true;
}
