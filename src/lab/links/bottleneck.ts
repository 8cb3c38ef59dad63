import {CodelControl} from './codel.js';
import {CodelQueue} from './codel-queue.js';
import type {DropCause, Filter, Transit} from './filter.js';
import {type Codel, type LinkModel, QUEUE_MS_MAX_DEFAULT, type Trace} from './model.js';
import {type Pipe, RatePipe, TracePipe} from './pipe.js';

/** Stands for the time of a packet whose fate is decided at the head of the queue. */
export const WAITING = Number.POSITIVE_INFINITY;

/**
 * A bottleneck that serialises packets, with a queue in front of it. A packet that would wait
 * longer than the bound before its first bit leaves is dropped; its own serialisation time does not
 * count as waiting. Without CoDel the queue is a time, not a list: it is known when the last packet
 * ends, and that is all a first-in first-out queue needs.
 */
export class BottleneckFilter implements Filter {
  readonly #startMs: number;
  readonly #queue = new CodelQueue();
  #pipe: Pipe = new RatePipe(undefined, Number.NEGATIVE_INFINITY);
  #trace: Trace | undefined;
  #codel: Codel | undefined;
  #control: CodelControl | undefined;
  #isLimited = false;
  #queueMsMax = QUEUE_MS_MAX_DEFAULT;

  /** `startMs`: the caller's clock at the beginning of traces. */
  constructor(startMs = 0) {
    this.#startMs = startMs;
  }

  configure(model: LinkModel): void {
    this.#isLimited = model.trace !== undefined || model.rateBps !== undefined;
    this.#queueMsMax = model.queueMsMax ?? QUEUE_MS_MAX_DEFAULT;
    this.#configurePipe(model);
    const {codel} = model;
    if (
      codel?.targetMs !== this.#codel?.targetMs ||
      codel?.intervalMs !== this.#codel?.intervalMs
    ) {
      this.#codel = codel;
      this.#control = codel && new CodelControl(codel);
    }
  }

  /**
   * Sets `transit.atMs` to when the packet has left, or to `WAITING`: then `take` tells. `extraMs`
   * is given back by `take`.
   */
  apply(transit: Transit, extraMs = 0): DropCause | undefined {
    // Also when CoDel is gone from the model: the order is kept.
    if (this.#queue.count > 0 || (this.#isLimited && this.#control !== undefined)) {
      return this.#enqueue(transit, extraMs);
    }
    if (!this.#isLimited) return undefined;
    if (this.#waitMs(transit.atMs, 0) > this.#queueMsMax) return 'queue';
    transit.atMs = this.#pipe.send(transit.atMs, transit.sizeBytes);
    return undefined;
  }

  /** When `take` may be called; infinity while no packet waits. */
  get decisionMs(): number {
    return this.#queue.count === 0 ? Number.POSITIVE_INFINITY : this.#queue.decisionMs(this.#pipe);
  }

  /** Let everything happen at the head of the queue that happens until `nowMs`. */
  advance(nowMs: number): void {
    if (this.#queue.count > 0) this.#queue.advance(nowMs, this.#pipe, this.#control);
  }

  /** The fate of the packet that waits longest: `leavesMs` is undefined when CoDel dropped it. */
  take(): {leavesMs: number | undefined; extraMs: number} {
    return this.#queue.take();
  }

  #enqueue(transit: Transit, extraMs: number): DropCause | undefined {
    const {atMs, sizeBytes} = transit;
    this.#queue.advance(atMs, this.#pipe, this.#control);
    if (this.#waitMs(atMs, this.#queue.waitingBytes) > this.#queueMsMax) return 'queue';
    if (!this.#queue.push(atMs, sizeBytes, extraMs)) return 'queue';
    transit.atMs = WAITING;
    return undefined;
  }

  #waitMs(atMs: number, aheadBytes: number): number {
    return this.#pipe.startMs(atMs, aheadBytes) - atMs;
  }

  /** A trace that goes on keeps its place; whatever follows a pipe begins when that is done. */
  #configurePipe({trace, rateBps}: LinkModel): void {
    if (trace !== undefined && trace === this.#trace) return;
    const {busyUntilMs} = this.#pipe;
    this.#trace = trace;
    this.#pipe =
      trace === undefined
        ? new RatePipe(rateBps, busyUntilMs)
        : new TracePipe(trace, this.#startMs, busyUntilMs);
  }
}
