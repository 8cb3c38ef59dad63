import {BottleneckFilter, WAITING} from './bottleneck.js';
import {Chance} from './chance.js';
import {DelayFilter} from './delay.js';
import {DownTimes} from './down-times.js';
import type {FaultReceipt} from './faults/fault.js';
import {FaultInjector, type Payload, type Verdict} from './faults/injector.js';
import type {DropCause, Transit} from './filter.js';
import {LossFilter} from './loss.js';
import type {LinkModel} from './model.js';
import {Random} from './random.js';
import {Timeline} from './timeline.js';

/** What one direction was offered and what its model did to it, since it began. */
export interface DirectionCounts {
  /** Packets and bytes offered, dropped ones included, duplicates not. */
  packets: number;
  bytes: number;
  /** Second copies made and packets corrupted, some of which the queue may have dropped. */
  duplicated: number;
  corrupted: number;
  dropped: Record<DropCause, number>;
}

/**
 * One direction of a link, sans-IO: told when a packet arrives, it says when to deliver it. It
 * keeps no packets, starts no timers and allocates nothing per packet (but for faults, and for each
 * packet that waits for CoDel), so the same engine serves the userspace driver and the loopback
 * fabric.
 *
 * Everything that is decided where a packet enters (faults, down times, loss, duplication,
 * corruption) comes before the bottleneck, as in netem: a lost packet takes no capacity. Times that
 * `submit` and `decide` return never go backwards unless the model has `reorder` or a fault that
 * delays.
 */
export class Direction {
  readonly counts: DirectionCounts = {
    packets: 0,
    bytes: 0,
    duplicated: 0,
    corrupted: 0,
    dropped: {loss: 0, queue: 0, codel: 0, blackout: 0, fault: 0},
  };
  /** When to deliver a second copy of the packet submitted last; undefined when there is none. */
  duplicateAtMs: number | undefined;
  /** Which bit of the payload submitted last to flip, as a share of all; undefined for none. */
  corruptAt: number | undefined;
  readonly #startMs: number;
  readonly #faults: FaultInjector;
  readonly #downTimes: DownTimes;
  readonly #loss: LossFilter;
  readonly #duplication: Chance;
  readonly #corruption: Chance;
  readonly #corruptPlace: Random;
  readonly #bottleneck: BottleneckFilter;
  readonly #delay: DelayFilter;
  readonly #transit: Transit = {atMs: 0, sizeBytes: 0};
  #timeline: Timeline;
  #nextChangeMs = Number.POSITIVE_INFINITY;

  /**
   * `seed` and `stream` (`s1/up`) fix every random decision; see `Random`. `startMs`: the caller's
   * clock when the links came up, from which times of a plan count.
   */
  constructor(model: LinkModel, seed: number, stream: string, startMs = 0) {
    const random = (what: string) => new Random(seed, `${stream}/${what}`);
    this.#startMs = startMs;
    this.#faults = new FaultInjector(startMs);
    this.#downTimes = new DownTimes(startMs);
    this.#loss = new LossFilter(random('loss'), random('loss-bursts'));
    this.#duplication = new Chance(random('duplicate'));
    this.#corruption = new Chance(random('corrupt'));
    this.#corruptPlace = random('corrupt-place');
    this.#bottleneck = new BottleneckFilter(startMs);
    this.#delay = new DelayFilter(random('delay'));
    this.#timeline = new Timeline(model, startMs);
    this.#configure(this.#timeline.at(startMs));
  }

  /**
   * Use another model from the next packet on. Times already given out stand. What its timeline
   * has for times that have passed applies at once.
   */
  replace(model: LinkModel): void {
    this.#timeline = new Timeline(model, this.#startMs);
    this.#configure(model);
  }

  /** Whether `submit` wants the payload, to look for packets of the classes that faults name. */
  get wantsPayload(): boolean {
    return this.#faults.isActive;
  }

  /** What every fault there has been has done. */
  receipts(): FaultReceipt[] {
    return this.#faults.receipts();
  }

  /**
   * Offer a packet. `nowMs` must not go backwards; `sizeBytes` counts the Ethernet header.
   *
   * Returns when to deliver the packet on the same clock, or undefined when it is dropped, or
   * `WAITING` when that is decided later: the caller keeps such packets in order and asks `decide`.
   * The same holds for `duplicateAtMs`; the copy comes after the packet itself. If `corruptAt` is
   * set, the caller flips that bit, in both.
   */
  submit(nowMs: number, sizeBytes: number, payload?: Payload): number | undefined {
    this.#advance(nowMs);
    this.counts.packets++;
    this.counts.bytes += sizeBytes;
    this.duplicateAtMs = undefined;
    this.corruptAt = undefined;
    const verdict = this.#faults.isActive ? this.#judge(nowMs, sizeBytes, payload) : undefined;
    const isTwice = this.#duplication.next() || (verdict?.duplicate ?? false);
    const isCorrupt = this.#corruption.next() || (verdict?.corrupt ?? false);
    const corruptAt = this.#corruptPlace.next();
    const cause = this.#entryDrop(nowMs, sizeBytes, verdict);
    if (cause !== undefined) return this.#drop(cause);
    const extraMs = verdict?.delayMs ?? 0;
    const atMs = this.#forward(nowMs, sizeBytes, extraMs);
    if (atMs === undefined) return undefined;
    if (isTwice) {
      this.counts.duplicated++;
      this.duplicateAtMs = this.#forward(nowMs, sizeBytes, extraMs);
    }
    if (isCorrupt) {
      this.counts.corrupted++;
      this.corruptAt = corruptAt;
    }
    return atMs;
  }

  /** From when on `decide` may be called; infinity while no packet waits. */
  get decisionMs(): number {
    return this.#bottleneck.decisionMs;
  }

  /**
   * The fate of the packet that has been `WAITING` longest. Only to be called when `decisionMs`
   * has come. Returns when to deliver it, or undefined when it was dropped.
   */
  decide(nowMs: number): number | undefined {
    this.#advance(nowMs);
    const {leavesMs, extraMs} = this.#bottleneck.take();
    if (leavesMs === undefined) return this.#drop('codel');
    this.#transit.atMs = leavesMs;
    this.#delay.apply(this.#transit);
    return this.#transit.atMs + extraMs;
  }

  #judge(nowMs: number, sizeBytes: number, payload: Payload | undefined): Verdict | undefined {
    return this.#faults.judge(nowMs, {number: this.counts.packets, sizeBytes, payload});
  }

  /** Every filter sees every packet, so that none shifts the random numbers of another. */
  #entryDrop(nowMs: number, sizeBytes: number, verdict?: Verdict): DropCause | undefined {
    this.#transit.atMs = nowMs;
    this.#transit.sizeBytes = sizeBytes;
    const lost = this.#loss.apply(this.#transit);
    const down = this.#downTimes.apply(this.#transit);
    return verdict?.drop ? 'fault' : (down ?? lost);
  }

  #forward(nowMs: number, sizeBytes: number, extraMs: number): number | undefined {
    this.#transit.atMs = nowMs;
    this.#transit.sizeBytes = sizeBytes;
    const cause = this.#bottleneck.apply(this.#transit, extraMs);
    if (cause !== undefined) return this.#drop(cause);
    if (this.#transit.atMs === WAITING) return WAITING;
    this.#delay.apply(this.#transit);
    return this.#transit.atMs + extraMs;
  }

  #drop(cause: DropCause): undefined {
    this.counts.dropped[cause]++;
    return undefined;
  }

  /** What waits meets each change of the model at its time, however late that is noticed. */
  #advance(nowMs: number): void {
    while (this.#nextChangeMs <= nowMs) {
      this.#bottleneck.advance(this.#nextChangeMs);
      this.#configure(this.#timeline.at(this.#nextChangeMs));
    }
    this.#bottleneck.advance(nowMs);
  }

  #configure(model: LinkModel): void {
    this.#faults.configure(model);
    this.#downTimes.configure(model);
    this.#loss.configure(model);
    this.#duplication.probability = model.duplicate ?? 0;
    this.#corruption.probability = model.corrupt ?? 0;
    this.#bottleneck.configure(model);
    this.#delay.configure(model);
    this.#nextChangeMs = this.#timeline.nextMs;
  }
}
