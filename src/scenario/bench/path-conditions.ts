import type {LinkModels} from '../../lab/links/model.js';

/** What lies between the host that sends and the one that receives. */
export interface PathConditions {
  rttMs: number;
  /** Probability of loss, of the whole path, each way. */
  loss: number;
  /** Bottleneck, each way; absent: none. */
  rateBps?: number;
  /** Longest wait before the bottleneck; absent: one round trip, which is one bandwidth-delay product. */
  queueMs?: number;
}

/** A queue of less holds no burst at all. */
const QUEUE_MS_MIN = 5;

/**
 * The links of the two sites that make up such a path. A path crosses both links each way, so each
 * carries a quarter of the round trip; what there must be only one of, loss, bottleneck and queue, is
 * on the sender's.
 */
export function pathLinks(conditions: PathConditions): {sender: LinkModels; receiver: LinkModels} {
  const {rttMs, loss, rateBps, queueMs = Math.max(rttMs, QUEUE_MS_MIN)} = conditions;
  const delay = rttMs > 0 ? {delayMs: rttMs / 4} : {};
  const impaired = {
    ...delay,
    ...(loss > 0 ? {loss} : {}),
    ...(rateBps === undefined ? {} : {rateBps, queueMsMax: queueMs}),
  };
  return {sender: {up: impaired, down: impaired}, receiver: {up: delay, down: delay}};
}
