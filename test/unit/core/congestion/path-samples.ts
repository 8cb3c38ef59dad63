import type {Controller, PathSample} from '../../../../src/core/congestion/controller.js';

export const PACKET_BYTES = 1200;

/** Drives a controller by hand: a path of one round trip time, on a clock of its own. */
export class PathDriver {
  now = 1000;
  readonly #controller: Controller;
  readonly #rttMs: number;

  constructor(controller: Controller, rttMs: number) {
    this.#controller = controller;
    this.#rttMs = rttMs;
  }

  get packets(): number {
    return this.#controller.window / PACKET_BYTES;
  }

  sample(change: Partial<PathSample> = {}): void {
    this.#controller.onSample({
      now: this.now,
      ackedBytes: 0,
      lostBytes: 0,
      inFlight: this.#controller.window,
      rttMs: this.#rttMs,
      minRttMs: this.#rttMs,
      smoothedRttMs: this.#rttMs,
      oneWayMs: 5,
      arrivedAtMs: this.now,
      isAppLimited: false,
      isRoundStart: false,
      ...change,
    });
  }

  /** One round trip in which a whole window is acknowledged, in `acks` samples. */
  round(change: Partial<PathSample> = {}, acks = 10): void {
    const ackedBytes = this.#controller.window / acks;
    for (let index = 0; index < acks; index++) {
      this.now += this.#rttMs / acks;
      this.sample({ackedBytes, isRoundStart: index === 0, ...change});
    }
  }

  lose(packets: number): void {
    this.sample({lostBytes: packets * PACKET_BYTES});
  }

  /** Until the window has at least so many packets. */
  growTo(packets: number): void {
    while (this.packets < packets) {
      const missing = (packets - this.packets) * PACKET_BYTES;
      this.now += this.#rttMs / 10;
      this.sample({ackedBytes: Math.min(missing, this.#controller.window / 10)});
    }
  }
}
