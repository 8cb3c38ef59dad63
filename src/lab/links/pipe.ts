import {FULL_FRAME_BYTES, type Trace} from './model.js';

/**
 * What serialises packets at the head of a bottleneck queue. First in, first out: it is asked when
 * a packet would start, and told which packets it gets.
 */
export interface Pipe {
  /** When a packet that is there at `atMs` starts to leave if `aheadBytes` leave before it. */
  startMs(atMs: number, aheadBytes: number): number;
  /** Take a packet that is there at `atMs`. Returns when its last bit leaves. */
  send(atMs: number, sizeBytes: number): number;
  /** When the last packet taken leaves. */
  readonly busyUntilMs: number;
}

const BIT_MS_PER_BYTE = 8 * 1000;

/** A pipe of one rate, or of none: then packets leave at once. */
export class RatePipe implements Pipe {
  readonly #msPerByte: number;
  busyUntilMs: number;

  /** `busyUntilMs`: when the last packet of the pipe before this one leaves. */
  constructor(rateBps: number | undefined, busyUntilMs: number) {
    this.#msPerByte = rateBps === undefined ? 0 : BIT_MS_PER_BYTE / rateBps;
    this.busyUntilMs = busyUntilMs;
  }

  startMs(atMs: number, aheadBytes: number): number {
    if (this.#msPerByte === 0) return atMs;
    return Math.max(atMs, this.busyUntilMs) + aheadBytes * this.#msPerByte;
  }

  send(atMs: number, sizeBytes: number): number {
    if (this.#msPerByte === 0) return atMs;
    this.busyUntilMs = this.startMs(atMs, 0) + sizeBytes * this.#msPerByte;
    return this.busyUntilMs;
  }
}

/**
 * A pipe that moves one full-sized packet at each time of a trace, as mahimahi's does: small
 * packets share an opportunity, a packet that does not fit goes on in the next one, and what
 * nobody was there to use is gone.
 */
export class TracePipe implements Pipe {
  readonly #timesMs: readonly number[];
  readonly #periodMs: number;
  readonly #startMs: number;
  /** Opportunity in use, counted over all rounds of the trace, and what is left of it. */
  #current: number;
  #bytesLeft = FULL_FRAME_BYTES;
  busyUntilMs: number;

  /** `startMs`: the caller's clock at the beginning of the trace. */
  constructor(trace: Trace, startMs: number, busyUntilMs: number) {
    this.busyUntilMs = busyUntilMs;
    this.#timesMs = trace.opportunitiesMs;
    this.#periodMs = trace.opportunitiesMs.at(-1) as number;
    this.#startMs = startMs;
    this.#current = this.#firstFrom(Math.max(startMs, busyUntilMs));
  }

  startMs(atMs: number, aheadBytes: number): number {
    const current = this.#usableFrom(atMs);
    const bytesLeft = current === this.#current ? this.#bytesLeft : FULL_FRAME_BYTES;
    const further = 1 + Math.floor((aheadBytes - bytesLeft) / FULL_FRAME_BYTES);
    return this.#timeMs(current + Math.max(0, further));
  }

  send(atMs: number, sizeBytes: number): number {
    const current = this.#usableFrom(atMs);
    if (current !== this.#current) this.#bytesLeft = FULL_FRAME_BYTES;
    this.#current = current;
    let toSend = sizeBytes;
    while (toSend > this.#bytesLeft) {
      toSend -= this.#bytesLeft;
      this.#current++;
      this.#bytesLeft = FULL_FRAME_BYTES;
    }
    this.#bytesLeft -= toSend;
    this.busyUntilMs = this.#timeMs(this.#current);
    return this.busyUntilMs;
  }

  #usableFrom(atMs: number): number {
    return this.#timeMs(this.#current) >= atMs ? this.#current : this.#firstFrom(atMs);
  }

  #timeMs(opportunity: number): number {
    const round = Math.floor(opportunity / this.#timesMs.length);
    const index = opportunity - round * this.#timesMs.length;
    return this.#startMs + round * this.#periodMs + (this.#timesMs[index] as number);
  }

  /** The first opportunity at or after `atMs`, by bisection within its round. */
  #firstFrom(atMs: number): number {
    const round = Math.max(0, Math.ceil((atMs - this.#startMs) / this.#periodMs) - 1);
    const withinMs = atMs - this.#startMs - round * this.#periodMs;
    let [low, high] = [0, this.#timesMs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timesMs[middle] as number) < withinMs) low = middle + 1;
      else high = middle;
    }
    return round * this.#timesMs.length + low;
  }
}
