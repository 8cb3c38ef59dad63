import type {PathSample} from './controller.js';
import {Cubic} from './cubic.js';

/** A shorter queue can stay, unless it costs us our share. */
const QUEUE_MS_MIN = 20;
/** While a queue of our own stands, what arrives stays. It has fallen when this little of it is left. */
const SHARE_LEFT = 0.5;
/** Alone, we would have emptied the queue in twice its length and the time of a few round trips. */
const PATIENCE_QUEUES = 3;
const PATIENCE_RTTS = 6;
/** How often to look whether the other is still there, and how long. */
const TEST_EVERY_MS = 10_000;
const TEST_QUEUES = 3;
const TEST_RTTS = 3;
const TEST_GAIN = 0.5;

/**
 * Traffic that fills the buffer whatever we do. It shows by a queue that stays although we send less
 * than our share for longer than emptying it would take, while less and less of ours arrives: out of a
 * queue of our own the whole link would. Beside it only a controller that fills the buffer as well
 * gets a share: CUBIC, until a pause of ours empties the queue.
 */
export class CrossTraffic {
  readonly #packetBytes: number;
  /** Since when the queue has been long, and its longest; NaN: it is short. */
  #sinceMs = Number.NaN;
  #longestMs = 0;
  /** What arrived of ours before we yielded to the queue. */
  #share = 0;
  #cubic = new Cubic();
  #testAtMs = 0;
  #testEndMs = Number.NaN;
  #testRate = 0;
  #spareLoss = 0;

  constructor(packetBytes: number) {
    this.#packetBytes = packetBytes;
  }

  get pacingRate(): number {
    return this.#isTesting ? this.#testRate : this.#cubic.pacingRate;
  }

  get window(): number {
    return this.#cubic.window;
  }

  /** The queue is short. */
  clear(): void {
    this.#sinceMs = Number.NaN;
  }

  /**
   * Whether somebody else keeps the queue long. Told of every round that had a queue; `capacity`:
   * what arrives of ours, in bytes a millisecond.
   */
  suspects(now: number, queueMs: number, minRttMs: number, capacity: number): boolean {
    if (Number.isNaN(this.#sinceMs)) {
      this.#sinceMs = now;
      this.#longestMs = 0;
    }
    this.#longestMs = Math.max(this.#longestMs, queueMs);
    const stoodMs = now - this.#sinceMs;
    // What arrives until then was sent before we yielded.
    if (stoodMs <= this.#longestMs + minRttMs) {
      this.#share = capacity;
      return false;
    }
    const patienceMs = PATIENCE_QUEUES * this.#longestMs + PATIENCE_RTTS * minRttMs;
    if (stoodMs <= patienceMs) return false;
    return queueMs >= QUEUE_MS_MIN || capacity < SHARE_LEFT * this.#share;
  }

  /** From now on we compete, with what we had before we yielded. */
  begin(sample: PathSample, queueMs: number): void {
    const rttMs = sample.minRttMs + queueMs;
    this.#cubic = new Cubic({
      packetBytes: this.#packetBytes,
      initialRttMs: rttMs,
      windowBytes: this.#share * rttMs,
    });
    this.#testAtMs = sample.now + TEST_EVERY_MS;
    this.#testEndMs = Number.NaN;
  }

  /** `loss`: the share that is lost whatever is sent, which is nobody's congestion. */
  onSample(sample: PathSample, loss: number): void {
    if (this.#isTesting) return;
    const {lostBytes} = sample;
    this.#spareLoss += 2 * loss * (sample.ackedBytes + lostBytes);
    const excused = Math.min(lostBytes, this.#spareLoss);
    this.#spareLoss -= excused;
    sample.lostBytes = lostBytes - excused;
    this.#cubic.onSample(sample);
    sample.lostBytes = lostBytes;
  }

  /** After every round: whether the other has gone, which a test shows from time to time. */
  isOver(
    now: number,
    rate: number,
    queue: {ms: number; targetMs: number; minRttMs: number},
  ): boolean {
    if (queue.ms <= queue.targetMs) return true;
    if (this.#isTesting) {
      if (now >= this.#testEndMs) this.#testEndMs = Number.NaN;
    } else if (now >= this.#testAtMs) {
      this.#testRate = TEST_GAIN * rate;
      this.#testEndMs = now + TEST_QUEUES * queue.ms + TEST_RTTS * queue.minRttMs;
      this.#testAtMs = this.#testEndMs + TEST_EVERY_MS;
    }
    return false;
  }

  get #isTesting(): boolean {
    return !Number.isNaN(this.#testEndMs);
  }
}
