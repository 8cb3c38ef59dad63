import type {Rtt} from '../recovery/rtt.js';
import type {DeliveryRate} from './delivery-rate.js';
import type {PathOutlook} from './outlook.js';

/** How good one path of a connection is. Times are milliseconds, losses are shares from 0 to 1. */
export interface PathQuality {
  id: number;
  /** 0: the best kind of path. */
  rank: number;
  /** It carries the traffic. */
  isActive: boolean;
  /** An answer is overdue. */
  isDoubtful: boolean;
  /** Three in a row are: nothing comes back. */
  isSilent: boolean;
  /** For how long an answer has been overdue; 0: none is. */
  overdueMs: number;
  /** Smoothed: RFC 9002 section 5.3. Undefined before the first answer, like the next two. */
  rttMs: number | undefined;
  /** Mean deviation of round trips from `rttMs`: `rttvar` of RFC 9002 section 5.3. */
  jitterMs: number | undefined;
  /** What they are expected to be 200 ms after the last answer: Holt's linear trend (`Forecast`). */
  forecast: {rttMs: number; loss: number} | undefined;
  /** Mean of about the last 60 packets; a PATH_PING without an answer counts as one lost. */
  loss: number;
  /** Bits a second that were acknowledged, over about the last second. */
  deliveryRateBps: number;
  /** There was nothing more to send, so that the path may carry more than `deliveryRateBps`. */
  isAppLimited: boolean;
}

/** What a path measures as packets come and go. */
export interface MeasuredPath {
  readonly id: number;
  readonly rank: number;
  readonly isDoubtful: boolean;
  readonly isSilent: boolean;
  /** When the first answer was overdue of those that are. */
  readonly doubtAtMs: number;
  readonly rtt: Rtt;
  readonly outlook: PathOutlook;
  readonly delivery: DeliveryRate;
}

/** Reads out what is known of `path`, and changes nothing. */
export function pathQuality(path: MeasuredPath, now: number, isActive: boolean): PathQuality {
  const {id, rank, isDoubtful, isSilent, doubtAtMs, rtt, outlook, delivery} = path;
  const {rttMs} = outlook;
  return {
    ...{id, rank, isActive, isDoubtful, isSilent},
    overdueMs: isDoubtful ? now - doubtAtMs : 0,
    rttMs: rtt.hasSample ? rtt.smoothedMs : undefined,
    jitterMs: rtt.hasSample ? rtt.varianceMs : undefined,
    forecast: Number.isNaN(rttMs) ? undefined : {rttMs, loss: outlook.loss},
    loss: outlook.lossRatio,
    deliveryRateBps: delivery.bps(now),
    isAppLimited: delivery.isAppLimited(now),
  };
}
