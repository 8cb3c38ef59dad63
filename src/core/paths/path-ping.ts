import type {FrameWriter} from '../wire/frame-writer.js';

const MICROSECONDS = 1000;
/** An answer to what is this old is none. */
const RTT_MS_MAX = 60_000;

/** PATH_PINGs of one path: asked and answered on the path itself, so that they tell of both directions. */
export class PathPing {
  /** One is to be sent. */
  isDue = false;
  /** One is unanswered. */
  isPending = false;
  /** When the last one left; */
  sentAtMs = Number.NEGATIVE_INFINITY;
  /** and of those since the last answer, or since one was missed, the first one. */
  pendingSinceMs = Number.NEGATIVE_INFINITY;
  #isMissed = false;
  /** What the peer is to be answered; NaN: nothing. */
  echo = Number.NaN;
  /** Token of the last one that was taken for lost; NaN: none, or it was answered after all. */
  #lost = Number.NaN;

  /** A packet is to be sent for it. */
  get hasToSay(): boolean {
    return this.isDue || !Number.isNaN(this.echo);
  }

  /** Answers the peer's ping and asks one of its own, as is due. */
  write(now: number, writer: FrameWriter): void {
    if (!Number.isNaN(this.echo)) writer.pathPong(this.echo);
    this.echo = Number.NaN;
    if (!this.isDue) return;
    writer.pathPing(tokenOf(now));
    this.isDue = false;
    if (!this.isPending || this.#isMissed) this.pendingSinceMs = now;
    this.#isMissed = false;
    this.isPending = true;
    this.sentAtMs = now;
  }

  /** The one that is unanswered is taken for lost. */
  onOverdue(): void {
    this.#isMissed = true;
    this.#lost = tokenOf(this.sentAtMs);
  }

  /** Whether `token` answers the last one that was taken for lost; true once. */
  isBelated(token: number): boolean {
    if (token !== this.#lost) return false;
    this.#lost = Number.NaN;
    return true;
  }

  /** The round trip that an answer tells, in milliseconds; NaN: it answers nothing. */
  onPong(now: number, token: number): number {
    this.isPending = false;
    const rttMs = ((tokenOf(now) - token) >>> 0) / MICROSECONDS;
    return rttMs <= RTT_MS_MAX ? rttMs : Number.NaN;
  }
}

function tokenOf(now: number): number {
  return Math.round(now * MICROSECONDS) >>> 0;
}
