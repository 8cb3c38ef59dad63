import {type LinkModel, type LinkModels, QUEUE_MS_MAX_DEFAULT} from '../links/model.js';
import type {ProbeTask} from '../probe/protocol.js';

/** Bytes of a probe packet on the wire: payload, UDP, IPv4, Ethernet. */
export const PROBE_FRAME_BYTES = 29 + 42;
/** Of a round of questions about the NAT: nine, of about 80 bytes. */
const ROUND_BYTES = 9 * 90;
const ROUND_MS = 25;
const TRAIN_MS = 400;
/** The probe takes at most a quarter of the rate: it must not fill the queue itself. */
const RATE_SHARE = 4;

/** How fast a link of these models can be asked, and how long answers may take. */
export function paceOf({
  up,
  down,
}: LinkModels): Pick<ProbeTask, 'train' | 'roundMs' | 'roundTripMs'> {
  const slowestBps = Math.min(...[up, down].map(({rateBps}) => rateBps ?? Infinity));
  const quarterMs = (bytes: number) => (RATE_SHARE * bytes * 8000) / slowestBps;
  const intervalMs = Math.max(4, quarterMs(PROBE_FRAME_BYTES));
  const packets = Math.max(20, Math.min(100, Math.floor(TRAIN_MS / intervalMs)));
  return {
    train: {packets, intervalMs: Math.min(intervalMs, QUEUE_MS_MAX_DEFAULT)},
    roundMs: Math.max(ROUND_MS, quarterMs(ROUND_BYTES)),
    roundTripMs: longestMs(up) + longestMs(down),
  };
}

/** Jitter reaches four spreads at most. */
function longestMs({delayMs = 0, jitterMs = 0, rateBps, queueMsMax}: LinkModel): number {
  const queueMs = rateBps === undefined ? 0 : (queueMsMax ?? QUEUE_MS_MAX_DEFAULT);
  return delayMs + 4 * jitterMs + queueMs;
}
