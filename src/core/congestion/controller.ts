/** What one acknowledgement, or one passage of the loss timer, told of the path. Reused: copy what is kept. */
export interface PathSample {
  now: number;
  /** Bytes newly known to have arrived, and newly thought to be lost. */
  ackedBytes: number;
  lostBytes: number;
  /** Bytes sent and not known to have arrived or to be lost, afterwards. */
  inFlight: number;
  /** Of the newest packet newly acknowledged, in milliseconds; NaN: no new one. */
  rttMs: number;
  /** Least round trip seen on this path within the last ten seconds. */
  minRttMs: number;
  smoothedRttMs: number;
  /**
   * How long the newest packet travelled, by two clocks that do not agree: only differences mean
   * something. In milliseconds; NaN: no new one. Free of what happens to acknowledgements.
   */
  oneWayMs: number;
  /** When the newest packet arrived, by the receiver's clock; NaN: no new one. */
  arrivedAtMs: number;
  /** The application, not this controller, kept the rate low when the newest packet was sent. */
  isAppLimited: boolean;
  /** Everything sent before the last round began is acknowledged or lost: a new round begins. */
  isRoundStart: boolean;
}

export interface ControllerMetrics {
  name: string;
  /** What the controller is doing, in its own word. */
  phase: string;
  pacingRateMbps: number;
  windowBytes: number;
  /** What it believes of the path; 0: not known. */
  capacityMbps: number;
  minRttMs: number;
  queueMs: number;
  lossPct: number;
}

/** How much may be sent, and how fast. One for each path; told of everything that happens on it. */
export interface Controller {
  /** A packet of `bytes` leaves; `inFlight` counts it. */
  onSent(now: number, bytes: number, inFlight: number): void;
  onSample(sample: PathSample): void;
  /** `bytes` thought to be lost have arrived after all. */
  onSpuriousLoss(now: number, bytes: number): void;
  /** Nothing was heard for several probe timeouts, and now something is. */
  onBlackoutEnd(now: number): void;
  /** Bytes per millisecond. */
  readonly pacingRate: number;
  /** Bytes that may be in flight. */
  readonly window: number;
  metrics(): ControllerMetrics;
}
