import type {Controller, ControllerMetrics, PathSample} from './controller.js';
import {BETA, CubicCurve} from './cubic-curve.js';
import {Hystart} from './hystart.js';
import {RoundLoss} from './round-loss.js';

/** RFC 9002 sections 7.2 and 7.7. */
const INITIAL_PACKETS = 10;
const MINIMUM_PACKETS = 2;
const PACING_GAIN = 1.25;
const SLOW_START_PACING_GAIN = 2;
/** Losses of packets sent before a reduction can be found this much of a round trip too late. */
const LATE_LOSS_RTTS = 0.25;
const MBPS_PER_BYTE_PER_MS = 0.008;

export interface CubicOptions {
  packetBytes?: number;
  /** Until the first sample. RFC 9002 section 6.2.2 takes 333 ms where nothing is known. */
  initialRttMs?: number;
  /** Of a flow that takes over from another controller: no slow start. */
  windowBytes?: number;
}

/** What a reduction changed, to be taken back if nothing was lost (RFC 9438 section 4.9.2). */
interface Before {
  window: number;
  threshold: number;
  windowMax: number;
  curve: CubicCurve | undefined;
  epochMs: number;
  hystart: Hystart | undefined;
}

/** CUBIC (RFC 9438) with HyStart++ (RFC 9406) and pacing. Windows are counted in packets inside. */
export class Cubic implements Controller {
  readonly #packetBytes: number;
  #window = INITIAL_PACKETS;
  #threshold = Number.POSITIVE_INFINITY;
  #windowMax = 0;
  /** Of the present stage of congestion avoidance. */
  #curve: CubicCurve | undefined;
  #epochMs = 0;
  /** Only in the first slow start (RFC 9406 section 4.3). */
  #hystart: Hystart | undefined = new Hystart();
  /** When the window was reduced, while losses may still be older than that; NaN: not now. */
  #reducedMs = Number.NaN;
  #before: Before | undefined;
  /** Losses since the last reduction that have not turned out to be none. */
  #lostBytes = 0;
  #sampledMs = Number.NaN;
  #rttMs: number;
  #minRttMs = 0;
  readonly #loss = new RoundLoss();

  constructor({packetBytes = 1200, initialRttMs = 333, windowBytes}: CubicOptions = {}) {
    this.#packetBytes = packetBytes;
    this.#rttMs = initialRttMs;
    if (windowBytes === undefined) return;
    this.#window = Math.max(MINIMUM_PACKETS, windowBytes / packetBytes);
    this.#threshold = this.#window;
    this.#hystart = undefined;
  }

  get window(): number {
    return this.#window * this.#packetBytes;
  }

  get pacingRate(): number {
    const gain = this.#isSlowStart ? SLOW_START_PACING_GAIN : PACING_GAIN;
    return (gain * this.window) / this.#rttMs;
  }

  onSent(): void {}

  onSample(sample: PathSample): void {
    const {now, rttMs, smoothedRttMs, minRttMs, ackedBytes, lostBytes} = sample;
    if (smoothedRttMs > 0) this.#rttMs = smoothedRttMs;
    if (minRttMs > 0) this.#minRttMs = minRttMs;
    this.#loss.onSample(sample);
    // The newest packet acknowledged was sent after the reduction: what is lost now is lost anew.
    if (now - rttMs > this.#reducedMs + LATE_LOSS_RTTS * this.#rttMs) this.#reducedMs = Number.NaN;
    this.#lostBytes += lostBytes;
    if (lostBytes > 0 && !this.#isRecovering) this.#reduce(now, lostBytes);
    else if (ackedBytes > 0 && !this.#isRecovering) this.#grow(sample);
    this.#sampledMs = now;
  }

  onSpuriousLoss(_now: number, bytes: number): void {
    this.#lostBytes = Math.max(0, this.#lostBytes - bytes);
    const before = this.#before;
    if (!before || this.#lostBytes > 0) return;
    this.#before = undefined;
    this.#reducedMs = Number.NaN;
    this.#window = Math.max(this.#window, before.window);
    this.#threshold = before.threshold;
    this.#windowMax = before.windowMax;
    this.#curve = before.curve;
    this.#epochMs = before.epochMs;
    this.#hystart = before.hystart;
  }

  /** Persistent congestion (RFC 9002 section 7.6.2): begin again, slowly. */
  onBlackoutEnd(now: number): void {
    if (!this.#isRecovering) this.#reduce(now, 0);
    this.#before = undefined;
    this.#window = MINIMUM_PACKETS;
    this.#reducedMs = Number.NaN;
    this.#curve = undefined;
  }

  metrics(): ControllerMetrics {
    return {
      name: 'cubic',
      phase: this.#phase,
      pacingRateMbps: this.pacingRate * MBPS_PER_BYTE_PER_MS,
      windowBytes: this.window,
      capacityMbps: 0,
      minRttMs: this.#minRttMs,
      queueMs: this.#minRttMs > 0 ? Math.max(0, this.#rttMs - this.#minRttMs) : 0,
      lossPct: this.#loss.percent,
    };
  }

  get #phase(): string {
    if (this.#isRecovering) return 'recovery';
    if (!this.#isSlowStart) return 'congestion avoidance';
    return this.#hystart?.isConservative ? 'conservative slow start' : 'slow start';
  }

  get #isSlowStart(): boolean {
    return this.#window < this.#threshold;
  }

  get #isRecovering(): boolean {
    return !Number.isNaN(this.#reducedMs);
  }

  /** RFC 9438 sections 4.6 and 4.7. The window of a sender without data has not grown: it counts. */
  #reduce(now: number, lostBytes: number): void {
    this.#before = {
      window: this.#window,
      threshold: this.#threshold,
      windowMax: this.#windowMax,
      curve: this.#curve,
      epochMs: this.#epochMs,
      hystart: this.#hystart,
    };
    this.#lostBytes = lostBytes;
    const prior = this.#window;
    // Fast convergence: below the last maximum, somebody else needs room.
    this.#windowMax = prior < this.#windowMax ? (prior * (1 + BETA)) / 2 : prior;
    this.#window = Math.max(prior * BETA, MINIMUM_PACKETS);
    this.#threshold = this.#window;
    this.#curve = new CubicCurve(this.#window, prior, this.#windowMax);
    this.#epochMs = Number.NaN;
    this.#hystart = undefined;
    this.#reducedMs = now;
  }

  #grow(sample: PathSample): void {
    const {now, ackedBytes, isAppLimited} = sample;
    const acked = ackedBytes / this.#packetBytes;
    if (this.#isSlowStart) {
      if (this.#hystart?.onSample(sample)) {
        this.#threshold = this.#window;
        this.#hystart = undefined;
      } else if (!isAppLimited) this.#window += acked * (this.#hystart?.growth ?? 1);
      return;
    }
    if (!this.#curve) {
      this.#windowMax = this.#window;
      this.#curve = new CubicCurve(this.#window, this.#window, this.#window);
      this.#epochMs = Number.NaN;
    }
    if (Number.isNaN(this.#epochMs)) this.#epochMs = now;
    if (isAppLimited) {
      // Time without a need for more does not count (RFC 9438 section 5.8).
      this.#epochMs = Math.min(now, this.#epochMs + now - this.#sampledMs);
      return;
    }
    const seconds = (now - this.#epochMs) / 1000;
    this.#window = this.#curve.grow(this.#window, acked, seconds, this.#rttMs / 1000);
  }
}
