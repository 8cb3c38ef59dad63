const STEP_BYTES = 16;
const TRIES_MAX = 3;
/** A found size is tried upwards again after this (PMTU_RAISE_TIMER, RFC 8899 section 5.1.1). */
const RAISE_MS = 600_000;
/** A path that swallows this many large packets in a row has become narrower. */
const BLACK_HOLE_LOSSES = 16;
const BLACK_HOLE_PAUSE_MS = 60_000;

/**
 * Packetization-layer path MTU discovery (RFC 8899): looks for the largest packet that arrives,
 * between one that always does and the most there is, one probe at a time.
 */
export class MtuSearch {
  readonly baseBytes: number;
  readonly #maxBytes: number;
  /** The largest size known to arrive. */
  mtu: number;
  #failing: number;
  #isProbing = false;
  /** What is being tried; 0: nothing. */
  #candidate = 0;
  #tries = 0;
  #losses = 0;
  #notBeforeMs = 0;

  constructor(baseBytes: number, maxBytes: number) {
    this.baseBytes = baseBytes;
    this.#maxBytes = maxBytes;
    this.mtu = baseBytes;
    this.#failing = maxBytes + 1;
  }

  /** The size to probe for now; 0: none. */
  probeBytes(now: number): number {
    if (this.#isProbing || now < this.#notBeforeMs) return 0;
    if (this.#candidate === 0) this.#candidate = this.#choose(now);
    return this.#candidate;
  }

  onProbeSent(): void {
    this.#isProbing = true;
  }

  onProbeAcked(bytes: number): void {
    this.#settle();
    this.mtu = Math.max(this.mtu, bytes);
  }

  onProbeLost(bytes: number): void {
    this.#isProbing = false;
    this.#tries += 1;
    if (this.#tries < TRIES_MAX) return;
    this.#settle();
    this.#failing = bytes;
  }

  onAcked(bytes: number): void {
    if (bytes > this.baseBytes) this.#losses = 0;
  }

  /** A packet that was no probe is lost. True when the path must fall back to its base size. */
  onLost(now: number, bytes: number): boolean {
    if (bytes <= this.baseBytes) return false;
    this.#losses += 1;
    if (this.#losses < BLACK_HOLE_LOSSES) return false;
    this.#losses = 0;
    this.mtu = this.baseBytes;
    this.#failing = this.#maxBytes + 1;
    this.#notBeforeMs = now + BLACK_HOLE_PAUSE_MS;
    return true;
  }

  #settle(): void {
    this.#isProbing = false;
    this.#candidate = 0;
    this.#tries = 0;
  }

  /** The largest first: most paths carry it, and one probe then ends the search. */
  #choose(now: number): number {
    if (this.mtu < this.#maxBytes && this.#failing > this.#maxBytes) return this.#maxBytes;
    if (this.mtu < this.#maxBytes && this.#failing - this.mtu > STEP_BYTES) {
      return (this.mtu + this.#failing) >>> 1;
    }
    this.#failing = this.#maxBytes + 1;
    this.#notBeforeMs = now + RAISE_MS;
    return 0;
  }
}
