import type {Controller, ControllerMetrics, PathSample} from './controller.js';
import {RoundLoss} from './round-loss.js';

const BYTES_PER_MS_PER_MBPS = 125;
/** The window is never what holds the rate back, short of a path that answers nothing. */
const WINDOW_RTTS = 2;
const WINDOW_BYTES_MIN = 10 * 1200;

export interface FixedOptions {
  rateMbps: number;
  /** Until the first sample. */
  initialRttMs?: number;
}

/** Sends at a given rate, whatever happens: for measuring, and for paths that are one's own. */
export class Fixed implements Controller {
  readonly pacingRate: number;
  readonly #rateMbps: number;
  readonly #loss = new RoundLoss();
  #rttMs: number;
  #minRttMs = 0;

  /** @throws RangeError when the rate is not above zero */
  constructor({rateMbps, initialRttMs = 333}: FixedOptions) {
    if (!(rateMbps > 0 && Number.isFinite(rateMbps)))
      throw new RangeError(`a fixed rate is above 0 Mbit/s, not ${rateMbps}`);
    this.#rateMbps = rateMbps;
    this.pacingRate = rateMbps * BYTES_PER_MS_PER_MBPS;
    this.#rttMs = initialRttMs;
  }

  get window(): number {
    return Math.max(WINDOW_BYTES_MIN, WINDOW_RTTS * this.pacingRate * this.#rttMs);
  }

  onSent(): void {}

  onSample(sample: PathSample): void {
    if (sample.smoothedRttMs > 0) this.#rttMs = sample.smoothedRttMs;
    if (sample.minRttMs > 0) this.#minRttMs = sample.minRttMs;
    this.#loss.onSample(sample);
  }

  onSpuriousLoss(): void {}

  onBlackoutEnd(): void {}

  metrics(): ControllerMetrics {
    return {
      name: 'fixed',
      phase: 'fixed',
      pacingRateMbps: this.#rateMbps,
      windowBytes: this.window,
      capacityMbps: 0,
      minRttMs: this.#minRttMs,
      queueMs: this.#minRttMs > 0 ? Math.max(0, this.#rttMs - this.#minRttMs) : 0,
      lossPct: this.#loss.percent,
    };
  }
}
