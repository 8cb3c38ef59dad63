import {type Codel, FULL_FRAME_BYTES} from './model.js';

/** A dropping state that begins within as many intervals of the last one goes on where that ended. */
const INTERVALS_REMEMBERED = 16;

/**
 * The control loop of CoDel (RFC 8289 section 5): decides at the head of the queue, packet after
 * packet, which to drop.
 */
export class CodelControl {
  readonly #codel: Codel;
  /** When the wait will have been above target for an interval; infinity while it is not. */
  #firstAboveMs = Number.POSITIVE_INFINITY;
  #dropping = false;
  #dropNextMs = 0;
  /** Whether the packet before this one was dropped, so that the next drop is still to be timed. */
  #hasJustDropped = false;
  #count = 0;
  #lastCount = 0;

  constructor(codel: Codel) {
    this.#codel = codel;
  }

  /**
   * Whether to drop the packet that is taken from the queue at `nowMs` after a wait of `waitedMs`.
   * `behindBytes` are in the queue behind it. Asked again at once about the next one if so.
   */
  drops(nowMs: number, waitedMs: number, behindBytes: number): boolean {
    const mayDrop = this.#mayDrop(nowMs, waitedMs, behindBytes);
    if (!this.#dropping) return mayDrop && this.#startDropping(nowMs);
    if (!mayDrop) {
      this.#dropping = false;
      this.#hasJustDropped = false;
      return false;
    }
    if (this.#hasJustDropped) this.#dropNextMs = this.#after(this.#dropNextMs);
    this.#hasJustDropped = nowMs >= this.#dropNextMs;
    if (this.#hasJustDropped) this.#count++;
    return this.#hasJustDropped;
  }

  #mayDrop(nowMs: number, waitedMs: number, behindBytes: number): boolean {
    if (waitedMs < this.#codel.targetMs || behindBytes <= FULL_FRAME_BYTES) {
      this.#firstAboveMs = Number.POSITIVE_INFINITY;
      return false;
    }
    if (this.#firstAboveMs === Number.POSITIVE_INFINITY) {
      this.#firstAboveMs = nowMs + this.#codel.intervalMs;
      return false;
    }
    return nowMs >= this.#firstAboveMs;
  }

  /** Section 5.5; the count to start from is that of Linux, as there. */
  #startDropping(nowMs: number): true {
    const gained = this.#count - this.#lastCount;
    const isRecent = nowMs - this.#dropNextMs < INTERVALS_REMEMBERED * this.#codel.intervalMs;
    this.#count = gained > 1 && isRecent ? gained : 1;
    this.#lastCount = this.#count;
    this.#dropNextMs = this.#after(nowMs);
    this.#dropping = true;
    return true;
  }

  /** The control law: drops come closer together with the square root of their number. */
  #after(ms: number): number {
    return ms + this.#codel.intervalMs / Math.sqrt(this.#count);
  }
}
