import {BottleneckFilter} from './bottleneck.js';
import {DelayFilter} from './delay.js';
import type {DropCause, Filter, Transit} from './filter.js';
import {LossFilter} from './loss.js';
import type {LinkModel} from './model.js';
import {Random} from './random.js';

/** What one direction was offered and what its model dropped, since it began. */
export interface DirectionCounts {
  /** Packets and bytes offered, dropped ones included. */
  packets: number;
  bytes: number;
  dropped: Record<DropCause, number>;
}

/**
 * One direction of a link, sans-IO: told when a packet arrives, it says when to deliver it. It
 * keeps no packets, starts no timers and allocates nothing per packet, so the same engine serves
 * the userspace driver and the loopback fabric.
 *
 * Loss comes before the bottleneck, as in netem: a lost packet takes no capacity. Times that
 * `submit` returns never go backwards; callers may keep packets in a plain queue.
 */
export class Direction {
  readonly #filters: readonly Filter[];
  readonly #transit: Transit = {atMs: 0, sizeBytes: 0};
  readonly counts: DirectionCounts = {packets: 0, bytes: 0, dropped: {loss: 0, queue: 0}};

  /** `seed` and `stream` (`s1/up`) fix every random decision; see `Random`. */
  constructor(model: LinkModel, seed: number, stream: string) {
    this.#filters = [
      new LossFilter(new Random(seed, `${stream}/loss`)),
      new BottleneckFilter(),
      new DelayFilter(new Random(seed, `${stream}/delay`)),
    ];
    this.replace(model);
  }

  /** Use another model from the next packet on. Times already given out stand. */
  replace(model: LinkModel): void {
    for (const filter of this.#filters) filter.configure(model);
  }

  /**
   * Offer a packet. `nowMs` must not go backwards; `sizeBytes` counts the Ethernet header.
   * Returns when to deliver the packet on the same clock, or undefined when it is dropped.
   */
  submit(nowMs: number, sizeBytes: number): number | undefined {
    this.counts.packets++;
    this.counts.bytes += sizeBytes;
    this.#transit.atMs = nowMs;
    this.#transit.sizeBytes = sizeBytes;
    for (const filter of this.#filters) {
      const cause = filter.apply(this.#transit);
      if (cause !== undefined) {
        this.counts.dropped[cause]++;
        return undefined;
      }
    }
    return this.#transit.atMs;
  }
}
