import type {Rtt} from './rtt.js';
import {GRANULARITY_MS} from './rtt.js';
import {PacketState, type SentPackets} from './sent-packets.js';

/** RFC 9002 section 6.1.1. */
const PACKETS_MIN = 3;
/** A path that reorders more than this has its reordering taken for loss. */
const PACKETS_MAX = 512;
/** RFC 9002 section 6.1.2; grows to 2 on a path that proves it reorders. */
export const TIME_FACTOR = 9 / 8;
const TIME_FACTOR_MAX = 2;

/**
 * Decides which packets of one path are lost: RFC 9002 section 6.1. A packet that is acknowledged
 * after all makes the thresholds wider.
 */
export class LossDetection {
  readonly #path: number;
  #largestAcked = -1;
  #packetsMax = PACKETS_MIN;
  #timeFactor = TIME_FACTOR;
  /** When a packet will have waited too long; `Infinity`: none waits. */
  lossAtMs = Number.POSITIVE_INFINITY;

  constructor(path: number) {
    this.#path = path;
  }

  /** The newest packet of the path that is acknowledged; -1: none. */
  get largestAcked(): number {
    return this.#largestAcked;
  }

  onAcked(number: number): void {
    if (number > this.#largestAcked) this.#largestAcked = number;
  }

  /** `number` was thought lost. */
  onSpurious(number: number): void {
    const distance = this.#largestAcked - number + 1;
    this.#packetsMax = Math.min(PACKETS_MAX, Math.max(this.#packetsMax, distance));
    this.#timeFactor = Math.min(TIME_FACTOR_MAX, this.#timeFactor + 1 / 8);
  }

  /** Calls `lose` with the slot of every packet that is lost by now. */
  detect(now: number, sent: SentPackets, rtt: Rtt, lose: (slot: number) => void): void {
    this.lossAtMs = Number.POSITIVE_INFINITY;
    const delayMs = Math.max(
      this.#timeFactor * Math.max(rtt.smoothedMs, rtt.latestMs),
      GRANULARITY_MS,
    );
    for (let number = sent.oldest; number < this.#largestAcked; number++) {
      const slot = sent.slot(number);
      if (sent.state[slot] !== PacketState.inFlight || sent.path[slot] !== this.#path) continue;
      const dueAtMs = (sent.sentAtMs[slot] as number) + delayMs;
      if (dueAtMs <= now || number <= this.#largestAcked - this.#packetsMax) lose(slot);
      else if (dueAtMs < this.lossAtMs) this.lossAtMs = dueAtMs;
    }
  }
}
