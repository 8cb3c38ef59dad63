import type {PathSample} from './controller.js';

/** What happened to the packets acknowledged or lost in one round trip. */
export class Round {
  ackedBytes = 0;
  lostBytes = 0;
  /** Least one-way time, by clocks that do not agree; `Infinity`: no sample. */
  oneWayMs = Number.POSITIVE_INFINITY;
  isAppLimited = false;
  startedAtMs = 0;
  /** Some of what arrived had more waiting behind it. */
  #isHeldBack = false;
  #firstArrivalMs = Number.NaN;
  #lastArrivalMs = Number.NaN;
  /** Arrived within the interval; what the packet that opened it brought came before. */
  #timedBytes = 0;
  /** Arrived since the last arrival whose time is known: they count once the next one tells a time. */
  #untimedBytes = 0;

  begin(now: number): void {
    this.ackedBytes = 0;
    this.lostBytes = 0;
    this.oneWayMs = Number.POSITIVE_INFINITY;
    this.startedAtMs = now;
    this.#timedBytes = 0;
    // The interval goes on where the last one ended, unless the sender paused since.
    this.#firstArrivalMs = this.isAppLimited ? Number.NaN : this.#lastArrivalMs;
    this.isAppLimited = false;
    this.#isHeldBack = false;
  }

  add(sample: PathSample): void {
    this.ackedBytes += sample.ackedBytes;
    this.lostBytes += sample.lostBytes;
    if (sample.oneWayMs < this.oneWayMs) this.oneWayMs = sample.oneWayMs;
    if (sample.isAppLimited) this.isAppLimited = true;
    else if (sample.ackedBytes > 0) this.#isHeldBack = true;
    this.#untimedBytes += sample.ackedBytes;
    if (Number.isNaN(sample.arrivedAtMs)) return;
    if (Number.isNaN(this.#firstArrivalMs)) this.#firstArrivalMs = sample.arrivedAtMs;
    else this.#timedBytes += this.#untimedBytes;
    this.#untimedBytes = 0;
    this.#lastArrivalMs = sample.arrivedAtMs;
  }

  /** The application had nothing more to send all the time: nothing waited for this controller. */
  get isAlwaysAppLimited(): boolean {
    return this.isAppLimited && !this.#isHeldBack;
  }

  /** Bytes a millisecond as the receiver's clock saw them arrive; NaN when too little is known. */
  get rate(): number {
    const elapsedMs = this.#lastArrivalMs - this.#firstArrivalMs;
    return elapsedMs > 1 ? this.#timedBytes / elapsedMs : Number.NaN;
  }

  get loss(): number {
    const resolved = this.ackedBytes + this.lostBytes;
    return resolved === 0 ? 0 : this.lostBytes / resolved;
  }

  /** After silence the next interval starts with the next arrival. */
  forgetArrivals(): void {
    this.#firstArrivalMs = Number.NaN;
    this.#lastArrivalMs = Number.NaN;
  }
}
