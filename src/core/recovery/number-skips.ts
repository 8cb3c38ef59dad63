import {SENT_MAX} from './sent-packets.js';

/** From one number left out to the next, at most: half of what can be without feedback. */
const SKIP_PACKETS_MAX = SENT_MAX / 2;

/**
 * Which packet numbers are left out: who acknowledges one acknowledges what it has not seen, to make us
 * send faster than the path can carry (RFC 9000 section 21.4).
 */
export class NumberSkips {
  readonly #random: () => number;
  #at = 0;

  /** `random`: 0 <= x < 1. */
  constructor(random: () => number) {
    this.#random = random;
    this.#choose(0);
  }

  /** Whether `next` is left out; then it is known which one is after it. */
  take(next: number): boolean {
    if (next !== this.#at) return false;
    this.#choose(next + 1);
    return true;
  }

  #choose(from: number): void {
    this.#at = from + 1 + Math.floor(this.#random() * SKIP_PACKETS_MAX);
  }
}
