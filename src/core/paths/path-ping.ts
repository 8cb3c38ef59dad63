const MICROSECONDS = 1000;
/** An answer to what is this old is none. */
const RTT_MS_MAX = 60_000;

/** PATH_PINGs of one path: asked and answered on the path itself, so that they tell of both directions. */
export class PathPing {
  /** One is to be sent. */
  isDue = false;
  /** One is unanswered. */
  isPending = false;
  sentAtMs = Number.NEGATIVE_INFINITY;
  /** What the peer is to be answered; NaN: nothing. */
  echo = Number.NaN;

  /** Returns the token of a ping that leaves now. */
  send(now: number): number {
    this.isDue = false;
    this.isPending = true;
    this.sentAtMs = now;
    return tokenOf(now);
  }

  /** The round trip that an answer tells, in milliseconds; NaN: it answers nothing. */
  onPong(now: number, token: number): number {
    this.isPending = false;
    const rttMs = ((tokenOf(now) - token) >>> 0) / MICROSECONDS;
    return rttMs <= RTT_MS_MAX ? rttMs : Number.NaN;
  }

  /** Takes what is to be answered; NaN: nothing. */
  takeEcho(): number {
    const {echo} = this;
    this.echo = Number.NaN;
    return echo;
  }
}

function tokenOf(now: number): number {
  return Math.round(now * MICROSECONDS) >>> 0;
}
