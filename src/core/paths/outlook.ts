import {Forecast} from './forecast.js';

/** How far ahead: detecting, moving and the first byte on another path take about this long. */
export const AHEAD_MS = 200;
/** Loss is averaged over about this many packets. */
const LOSS_PACKETS = 60;

/** A packet lost now and then is nothing to act upon. */
const LOSING_MIN = 0.01;

/** What a path's round trip and loss are, and where they are heading. */
export class PathOutlook {
  readonly #rtt = new Forecast();
  #loss = new Forecast();
  #rttSumMs = 0;
  #rttSamples = 0;
  #acked = 0;
  #lost = 0;
  #lossRatio = 0;
  #answers = 0;
  /** Whether packets of the connection were answered when `update` was called last. */
  isBusy = false;

  onRtt(rttMs: number): void {
    this.#rttSumMs += rttMs;
    this.#rttSamples += 1;
  }

  /** A packet of the connection has arrived. */
  onAcked(): void {
    this.#acked += 1;
    this.#answers += 1;
  }

  /** A PATH_PING has been answered. */
  onPong(): void {
    this.#acked += 1;
  }

  /** A PATH_PING that was taken for lost has been answered: busy ends answer late. */
  onBelatedPong(): void {
    this.#acked += 2;
    this.#lost -= 1;
  }

  onLost(): void {
    this.#lost += 1;
  }

  /** It was silent and is heard again: what was lost before says nothing of what it is now. */
  forgetLoss(): void {
    this.#loss = new Forecast();
    this.#lossRatio = 0;
    this.#acked = 0;
    this.#lost = 0;
  }

  /** Something came since `update` was called last. */
  get hasNews(): boolean {
    return this.#rttSamples > 0 || this.#acked !== 0 || this.#lost !== 0;
  }

  /** Takes in what came since the last call, which should be some tens of milliseconds ago. */
  update(now: number): void {
    if (this.#rttSamples > 0) this.#rtt.update(now, this.#rttSumMs / this.#rttSamples);
    const packets = this.#acked + this.#lost;
    if (packets > 0) {
      const weight = packets / (packets + LOSS_PACKETS);
      const lossRatio = this.#lossRatio + (this.#lost / packets - this.#lossRatio) * weight;
      this.#lossRatio = Math.max(0, lossRatio);
      this.#loss.update(now, this.#lossRatio);
    }
    this.isBusy = this.#answers > 0;
    this.#answers = 0;
    this.#rttSumMs = 0;
    this.#rttSamples = 0;
    this.#acked = 0;
    this.#lost = 0;
  }

  /** Share of packets lost, 0 to 1: the mean of about the last 60 packets and PATH_PINGs. */
  get lossRatio(): number {
    return this.#lossRatio;
  }

  /** More than one packet in a hundred is lost. */
  get isLosing(): boolean {
    return this.#lossRatio > LOSING_MIN;
  }

  /** Expected `AHEAD_MS` after the last answer, in milliseconds; NaN before the first. */
  get rttMs(): number {
    return this.#rtt.ahead(AHEAD_MS);
  }

  /** The same of a packet that leaves then: the last answer tells of one that left a round trip ago. */
  get leavingRttMs(): number {
    return this.#rtt.ahead(AHEAD_MS + this.#rtt.level);
  }

  /** Expected share of packets lost, 0 to 1. */
  get loss(): number {
    return Number.isNaN(this.#loss.level) ? 0 : Math.min(1, this.#loss.ahead(AHEAD_MS));
  }
}
