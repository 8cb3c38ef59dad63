import {DownTimes} from '../links/down-times.js';
import type {LinkModel} from '../links/model.js';
import {Timeline} from '../links/timeline.js';

/** What TCP meets on one direction of a link. Times are `performance.now()` milliseconds. */
export class LinkState {
  readonly #startMs: number;
  readonly #downTimes: DownTimes;
  #timeline: Timeline;

  /** `startMs`: when the link came up, from which times of a plan count. */
  constructor(model: LinkModel, startMs: number) {
    this.#startMs = startMs;
    this.#downTimes = new DownTimes(startMs);
    this.#timeline = new Timeline(model, startMs);
  }

  replace(model: LinkModel): void {
    this.#timeline = new Timeline(model, this.#startMs);
  }

  /** How long what enters at `nowMs` takes; undefined while all that enters is lost. */
  delayMsAt(nowMs: number): number | undefined {
    const model = this.#timeline.at(nowMs);
    this.#downTimes.configure(model);
    const isDown = this.#downTimes.apply({atMs: nowMs, sizeBytes: 0}) !== undefined;
    return isDown || (model.loss ?? 0) >= 1 ? undefined : (model.delayMs ?? 0);
  }
}
