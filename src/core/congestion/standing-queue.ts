import {WindowedMin} from '../recovery/windowed-min.js';

const BASE_WINDOW_MS = 10_000;
/** Of the time: so much more is sent than leaves. */
const GROWTH_MIN = 0.1;
/** Jitter, and a path that changes, pass sooner. */
const GROWTH_ROUNDS = 3;

/** The queue in front of the bottleneck: the one-way time of packets beyond its least of ten seconds. */
export class StandingQueue {
  /** Least of the last round. */
  ms = 0;
  readonly #base = new WindowedMin(BASE_WINDOW_MS);
  #lookedMs = 0;
  #lookedAtMs = 0;
  #growingRounds = 0;

  /** `isHidden`: the empty path cannot be seen, and what was known of it stays. */
  onPacket(now: number, oneWayMs: number, isHidden: boolean): void {
    if (isHidden) this.#base.reset(now, Math.min(this.#base.value, oneWayMs));
    else this.#base.update(now, oneWayMs);
  }

  /** What a packet that took `oneWayMs` has waited. */
  waitedMs(oneWayMs: number): number {
    return oneWayMs - this.#base.value;
  }

  /** A round ends whose quickest packet took `oneWayMs`, `Infinity`: there was none. */
  endRound(now: number, oneWayMs: number, roundMs: number): void {
    if (oneWayMs === Number.POSITIVE_INFINITY) return;
    this.ms = Math.max(0, this.waitedMs(oneWayMs));
    const elapsedMs = now - this.#lookedAtMs;
    if (elapsedMs < roundMs) return;
    const isGrowing = this.ms - this.#lookedMs > GROWTH_MIN * elapsedMs;
    this.#growingRounds = isGrowing ? this.#growingRounds + 1 : 0;
    this.#lookedMs = this.ms;
    this.#lookedAtMs = now;
  }

  /** Packets arrive slower than they leave, round trip after round trip: the bottleneck is too narrow. */
  get isGrowing(): boolean {
    return this.#growingRounds >= GROWTH_ROUNDS;
  }
}
