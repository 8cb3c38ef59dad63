import type {PathSample} from './controller.js';

/** RFC 9406 section 4.3. */
const RTT_THRESHOLD_MS_MIN = 4;
const RTT_THRESHOLD_MS_MAX = 16;
const RTT_DIVISOR = 8;
const RTT_SAMPLES_MIN = 8;
const CONSERVATIVE_GROWTH_DIVISOR = 4;
const CONSERVATIVE_ROUNDS = 5;

/**
 * When to leave slow start: HyStart++ (RFC 9406 section 4.2). A rise of the least round trip from one
 * round to the next slows growth down for five rounds; if it lasts, slow start is over. Everything we
 * send is paced, so that growth in one acknowledgement has no limit of its own.
 */
export class Hystart {
  isConservative = false;
  #lastRoundMinMs = Number.POSITIVE_INFINITY;
  #roundMinMs = Number.POSITIVE_INFINITY;
  #samples = 0;
  /** Least round trip of the round that raised the suspicion. */
  #baselineMs = Number.POSITIVE_INFINITY;
  #conservativeRounds = 0;

  /** Share of acknowledged bytes that the window grows by. */
  get growth(): number {
    return this.isConservative ? 1 / CONSERVATIVE_GROWTH_DIVISOR : 1;
  }

  /** True: slow start is over. */
  onSample({rttMs, isRoundStart}: PathSample): boolean {
    if (isRoundStart && this.#beginRound()) return true;
    if (Number.isNaN(rttMs)) return false;
    this.#roundMinMs = Math.min(this.#roundMinMs, rttMs);
    this.#samples += 1;
    if (this.#samples < RTT_SAMPLES_MIN) return false;
    if (this.isConservative) this.#reconsider();
    else this.#suspect();
    return false;
  }

  #beginRound(): boolean {
    this.#lastRoundMinMs = this.#roundMinMs;
    this.#roundMinMs = Number.POSITIVE_INFINITY;
    this.#samples = 0;
    if (!this.isConservative) return false;
    this.#conservativeRounds += 1;
    return this.#conservativeRounds >= CONSERVATIVE_ROUNDS;
  }

  #suspect(): void {
    if (this.#lastRoundMinMs === Number.POSITIVE_INFINITY) return;
    const threshold = Math.min(
      Math.max(this.#lastRoundMinMs / RTT_DIVISOR, RTT_THRESHOLD_MS_MIN),
      RTT_THRESHOLD_MS_MAX,
    );
    if (this.#roundMinMs < this.#lastRoundMinMs + threshold) return;
    this.#baselineMs = this.#roundMinMs;
    this.#conservativeRounds = 0;
    this.isConservative = true;
  }

  /** The rise was jitter: back to slow start. */
  #reconsider(): void {
    if (this.#roundMinMs >= this.#baselineMs) return;
    this.#baselineMs = Number.POSITIVE_INFINITY;
    this.isConservative = false;
  }
}
