import {WAITING} from '../links/bottleneck.js';
import {Direction} from '../links/direction.js';
import type {DirectionStats} from '../links/link-stats.js';
import {FRAMES_IN_FLIGHT_MAX, type LinkModel} from '../links/model.js';
import {LinkState} from './link-state.js';
import type {Scheduler} from './scheduler.js';

/** Ethernet, IPv4 and UDP headers: what a real wire carries besides the payload. */
const HEADER_BYTES = 14 + 20 + 8;

/** What happens to a payload that comes out at the other end, as it is by then. */
type Deliver = (payload: Buffer) => void;

/** One direction of a site's link to the core. */
export class Wire {
  readonly #scheduler: Scheduler;
  readonly #direction: Direction;
  readonly #state: LinkState;
  #model: LinkModel;
  #inFlight = 0;
  #overrun = 0;
  /** Packets whose fate the direction decides later, in the order they came. */
  readonly #undecided: (() => void)[] = [];
  #decisionMs = Number.POSITIVE_INFINITY;

  /** `seed` and `stream` (`s1/up`) fix every random decision. Times of a plan count from now. */
  constructor(scheduler: Scheduler, model: LinkModel, seed: number, stream: string) {
    this.#scheduler = scheduler;
    const startMs = performance.now();
    this.#direction = new Direction(model, seed, stream, startMs);
    this.#state = new LinkState(model, startMs);
    this.#model = model;
  }

  get model(): LinkModel {
    return this.#model;
  }

  /** A copy: what comes after does not change it. */
  stats(): DirectionStats {
    const {dropped, ...counts} = this.#direction.counts;
    const faults = structuredClone(this.#direction.receipts());
    return {...counts, dropped: {...dropped, overrun: this.#overrun}, faults};
  }

  impair(model: LinkModel): void {
    this.#model = model;
    this.#direction.replace(model);
    this.#state.replace(model);
  }

  /** How long a byte that is sent now takes without jitter; undefined while the link is down. */
  delayMsNow(): number | undefined {
    return this.#state.delayMsAt(performance.now());
  }

  /**
   * Calls `deliver` when the packet comes out at the other end, twice, or never. `flow`: any number
   * that packets of one flow have in common.
   */
  carry(payload: Buffer, flow: number, deliver: Deliver): void {
    const nowMs = performance.now();
    const bytes = payload.length + HEADER_BYTES;
    const dueMs = this.#direction.submit(nowMs, bytes, {bytes: payload, flow});
    if (dueMs === undefined) return;
    const {corruptAt, duplicateAtMs} = this.#direction;
    const arrived = corruptAt === undefined ? payload : withBitFlipped(payload, corruptAt);
    this.#hold(nowMs, dueMs, () => deliver(arrived));
    if (duplicateAtMs !== undefined) this.#hold(nowMs, duplicateAtMs, () => deliver(arrived));
  }

  #hold(nowMs: number, dueMs: number, deliver: () => void): void {
    if (dueMs === WAITING) {
      this.#undecided.push(deliver);
      this.#awaitDecision();
      return;
    }
    if (this.#inFlight >= FRAMES_IN_FLIGHT_MAX) {
      this.#overrun += 1;
      return;
    }
    // A wire without delay needs no timer; what is still on it must come out first, though.
    if (dueMs <= nowMs && this.#inFlight === 0) {
      deliver();
      return;
    }
    this.#inFlight += 1;
    this.#scheduler.at(dueMs, () => {
      this.#inFlight -= 1;
      deliver();
    });
  }

  #awaitDecision(): void {
    const {decisionMs} = this.#direction;
    if (decisionMs >= this.#decisionMs) return;
    this.#decisionMs = decisionMs;
    this.#scheduler.at(decisionMs, () => this.#decide());
  }

  #decide(): void {
    this.#decisionMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    while (this.#direction.decisionMs <= nowMs) {
      const deliver = this.#undecided.shift();
      const dueMs = this.#direction.decide(nowMs);
      if (deliver && dueMs !== undefined) this.#hold(nowMs, dueMs, deliver);
    }
    this.#awaitDecision();
  }
}

/** A copy: whoever sent the payload may send it again. `share` chooses among all its bits. */
function withBitFlipped(payload: Buffer, share: number): Buffer {
  const bit = Math.floor(share * payload.length * 8);
  return Buffer.from(
    payload.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
  );
}
