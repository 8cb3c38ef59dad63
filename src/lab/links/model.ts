/**
 * Impairments of one direction of a link. Every field is optional; an absent field means "none".
 * Rates are bits per second, times are milliseconds, probabilities are 0..1.
 */
export interface LinkModel {
  /** One-way propagation delay. */
  delayMs?: number;
  /** Peak deviation of a uniform distribution around `delayMs`. Order is kept unless asked. */
  jitterMs?: number;
  /** Independent loss probability per packet. */
  loss?: number;
  /** Bottleneck rate; packets beyond it queue, and are dropped at the tail. */
  rateBps?: number;
  /** Longest time a packet may wait in the bottleneck queue. Default 200 ms. */
  queueMsMax?: number;
}

/** Both directions of a wire: `up` leaves the site, `down` enters it. */
export interface LinkModels {
  up: LinkModel;
  down: LinkModel;
}

/** Bound of the bottleneck queue of a model that names a rate but no queue. */
export const QUEUE_MS_MAX_DEFAULT = 200;

/**
 * Frames one direction may hold at once where no rate bounds them. Both link drivers use it, so
 * that they start to drop at the same load: 16,384 frames are 80,000 packets/s for 200 ms.
 */
export const FRAMES_IN_FLIGHT_MAX = 16_384;
