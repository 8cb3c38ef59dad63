/** Which way a packet goes through a NAT or a firewall. */
export type Way = 'out' | 'in';

/** How long an entry of conntrack lasts without a packet. */
export interface Lifetime {
  /** While packets go one way only, or in the first two seconds. */
  unansweredMs: number;
  /** Afterwards. */
  answeredMs: number;
}

/** Linux's `nf_conntrack_udp_timeout` and `nf_conntrack_udp_timeout_stream`. */
const KERNEL_LIFETIME: Lifetime = {unansweredMs: 30_000, answeredMs: 120_000};
/** An entry that is younger is not yet a stream to Linux. */
const STREAM_AFTER_MS = 2000;

/** Of a NAT with `mappingTimeoutS`; the kernel's own without. */
export function lifetimeOf(mappingTimeoutS?: number): Lifetime {
  if (mappingTimeoutS === undefined) return KERNEL_LIFETIME;
  return {unansweredMs: mappingTimeoutS * 1000, answeredMs: mappingTimeoutS * 1000};
}

/** An entry of conntrack: one inside, one outside. Times are `performance.now()` milliseconds. */
export class Session {
  /** Which way its first packet went. */
  readonly began: Way;
  readonly #lifetime: Lifetime;
  readonly #startMs: number;
  #answered = false;
  #endMs = 0;

  constructor(began: Way, lifetime: Lifetime, nowMs: number) {
    this.began = began;
    this.#lifetime = lifetime;
    this.#startMs = nowMs;
    this.use(began, nowMs);
  }

  /** A packet of either direction keeps it. */
  use(way: Way, nowMs: number): void {
    if (way !== this.began) this.#answered = true;
    const isStream = this.#answered && nowMs - this.#startMs > STREAM_AFTER_MS;
    const {answeredMs, unansweredMs} = this.#lifetime;
    this.#endMs = nowMs + (isStream ? answeredMs : unansweredMs);
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#endMs;
  }
}
