import {REASON_BYTES_MAX} from '../wire/frame-type.js';

/** A CLOSE is not acknowledged: it is sent this often, a round trip apart. */
const SENDS = 3;
const PAUSE_MS_MIN = 20;

/** How a connection ends: the peer is told a few times, then nothing more is sent or taken. */
export class CloseState {
  #state: 'open' | 'closing' | 'closed' = 'open';
  #frame = {code: 0, reason: new Uint8Array(0)};
  #sends = 0;
  #nextMs = 0;

  get isClosing(): boolean {
    return this.#state === 'closing';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  get timeoutMs(): number {
    return this.isClosing ? this.#nextMs : Number.POSITIVE_INFINITY;
  }

  /** False when it has begun before. */
  begin(code: number, reason: string): boolean {
    if (this.#state !== 'open') return false;
    this.#state = 'closing';
    this.#frame = {code, reason: new TextEncoder().encode(reason).subarray(0, REASON_BYTES_MAX)};
    return true;
  }

  /** The peer has closed. */
  end(): void {
    this.#state = 'closed';
  }

  /** What to send now, if it is time. */
  take(now: number, rttMs: number): {code: number; reason: Uint8Array} | undefined {
    if (now < this.#nextMs) return undefined;
    this.#sends += 1;
    this.#nextMs = now + Math.max(PAUSE_MS_MIN, rttMs);
    return this.#frame;
  }

  handleTimeout(now: number): void {
    if (this.isClosing && this.#sends >= SENDS && now >= this.#nextMs) this.#state = 'closed';
  }
}
