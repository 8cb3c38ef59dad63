import type {Readable, Writable} from 'node:stream';
import type {Scheduler} from './scheduler.js';
import type {Wire} from './wire.js';

/** Bytes of one direction that may wait or be on the way before the sender has to wait. */
const BYTES_MAX = 1 << 20;
/** The least retransmission timeout of Linux; it doubles until something gets through. */
const RETRY_MS = 200;
/** The longest (RFC 6298 section 2.5 allows a bound of 60 s or more; Linux has 120 s). */
const RETRY_MS_MAX = 120_000;

interface Part {
  bytes: number;
  deliver: () => void;
}

/**
 * Carries one direction of a TCP connection over a wire: all bytes, in order, after the wire's
 * delay. While the wire is down what enters is lost and sent again, after 200 ms and then after
 * twice the time before; what was on the wire by then arrives.
 */
export class TcpPipe {
  readonly #scheduler: Scheduler;
  readonly #wire: Wire;
  readonly #from: Readable;
  readonly #to: Writable;
  /** Not on the wire yet, and on it. */
  readonly #waiting: Part[] = [];
  readonly #onTheWay: (Part & {dueMs: number})[] = [];
  #bytes = 0;
  #lastMs = 0;
  #retryMs = RETRY_MS;

  constructor(scheduler: Scheduler, wire: Wire, {from, to}: {from: Readable; to: Writable}) {
    this.#scheduler = scheduler;
    this.#wire = wire;
    this.#from = from;
    this.#to = to;
  }

  start(): void {
    this.#from.on('data', (chunk: Buffer) => this.#send(chunk.length, () => this.#to.write(chunk)));
    this.#from.on('end', () => this.#send(0, () => this.#to.end()));
  }

  #send(bytes: number, deliver: () => void): void {
    this.#waiting.push({bytes, deliver});
    this.#bytes += bytes;
    if (this.#bytes > BYTES_MAX) this.#from.pause();
    // Otherwise a retransmission is due, and what comes later waits for it.
    if (this.#waiting.length === 1) this.#enterWire();
  }

  #enterWire(): void {
    const nowMs = performance.now();
    const delayMs = this.#wire.delayMsNow();
    if (delayMs === undefined) {
      this.#scheduler.at(nowMs + this.#retryMs, () => this.#enterWire());
      this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS_MAX);
      return;
    }
    this.#retryMs = RETRY_MS;
    // Order is kept when the delay becomes less.
    this.#lastMs = Math.max(this.#lastMs, nowMs + delayMs);
    const wasIdle = this.#onTheWay.length === 0;
    for (const part of this.#waiting.splice(0)) {
      this.#onTheWay.push({...part, dueMs: this.#lastMs});
    }
    if (wasIdle) this.#scheduler.at(this.#lastMs, () => this.#deliverDue());
  }

  #deliverDue(): void {
    const nowMs = performance.now();
    for (let next = this.#onTheWay[0]; next && next.dueMs <= nowMs; next = this.#onTheWay[0]) {
      this.#onTheWay.shift();
      this.#bytes -= next.bytes;
      next.deliver();
    }
    if (this.#bytes <= BYTES_MAX) this.#from.resume();
    const [next] = this.#onTheWay;
    if (next) this.#scheduler.at(next.dueMs, () => this.#deliverDue());
  }
}
