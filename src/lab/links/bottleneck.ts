import type {DropCause, Filter, Transit} from './filter.js';
import {type LinkModel, QUEUE_MS_MAX_DEFAULT} from './model.js';

const BIT_MS_PER_BYTE = 8 * 1000;

/**
 * A bottleneck that serialises packets at a rate, with a drop-tail queue in front of it. A packet
 * that would wait longer than the bound before its first bit leaves is dropped; its own
 * serialisation time does not count as waiting. The queue is a time, not a list: it is known
 * when the last packet ends, and that is all a first-in first-out queue needs.
 */
export class BottleneckFilter implements Filter {
  #msPerByte = 0;
  #queueMsMax = QUEUE_MS_MAX_DEFAULT;
  #busyUntilMs = Number.NEGATIVE_INFINITY;

  configure(model: LinkModel): void {
    this.#msPerByte = model.rateBps === undefined ? 0 : BIT_MS_PER_BYTE / model.rateBps;
    this.#queueMsMax = model.queueMsMax ?? QUEUE_MS_MAX_DEFAULT;
  }

  apply(transit: Transit): DropCause | undefined {
    if (this.#msPerByte === 0) return undefined;
    const startMs = Math.max(transit.atMs, this.#busyUntilMs);
    if (startMs - transit.atMs > this.#queueMsMax) return 'queue';
    this.#busyUntilMs = startMs + transit.sizeBytes * this.#msPerByte;
    transit.atMs = this.#busyUntilMs;
    return undefined;
  }
}
