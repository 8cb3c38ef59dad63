import {Direction} from '../links/direction.js';
import {FRAMES_IN_FLIGHT_MAX, type LinkModel} from '../links/model.js';
import type {Scheduler} from './scheduler.js';

/** Ethernet, IPv4 and UDP headers: what a real wire carries besides the payload. */
const HEADER_BYTES = 14 + 20 + 8;

/** One direction of a site's link to the core. */
export class Wire {
  readonly #scheduler: Scheduler;
  readonly #direction: Direction;
  #model: LinkModel;
  #inFlight = 0;

  /** `seed` and `stream` (`s1/up`) fix the losses and the jitter. */
  constructor(scheduler: Scheduler, model: LinkModel, seed: number, stream: string) {
    this.#scheduler = scheduler;
    this.#direction = new Direction(model, seed, stream);
    this.#model = model;
  }

  get model(): LinkModel {
    return this.#model;
  }

  impair(model: LinkModel): void {
    this.#model = model;
    this.#direction.replace(model);
  }

  /** Calls `deliver` when the packet comes out at the other end, or never. */
  carry(payload: Buffer, deliver: () => void): void {
    const nowMs = performance.now();
    const dueMs = this.#direction.submit(nowMs, payload.length + HEADER_BYTES);
    if (dueMs === undefined || this.#inFlight >= FRAMES_IN_FLIGHT_MAX) return;
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
}
