import type {Fault} from './faults/fault.js';

/**
 * Impairments of one direction of a link. Every field is optional; an absent field means "none".
 * Rates are bits per second, times are milliseconds, probabilities are 0..1. Times of a plan
 * (`blackouts`, `flap`, `timeline`, `trace`) count from when the links came up.
 */
export interface LinkModel {
  /** One-way propagation delay. */
  delayMs?: number;
  /** Spread around `delayMs`; what it is a measure of depends on the distribution. */
  jitterMs?: number;
  /** Default `uniform`. */
  jitterDistribution?: JitterDistribution;
  /** How much of a packet's jitter is that of the packet before it, 0 to below 1. */
  jitterCorrelation?: number;
  /** Let a packet with less jitter overtake. Absent: order is kept. */
  reorder?: boolean;
  /** Independent loss probability per packet. */
  loss?: number;
  /** Loss in bursts, besides `loss`. */
  lossBursts?: GilbertElliott;
  /** Packets that are lost, by their number among those offered to this direction, from 1. */
  lossPackets?: readonly number[];
  /** Probability that a packet is sent twice. The second one queues and is delayed as any other. */
  duplicate?: number;
  /** Probability that one bit of the payload arrives flipped. */
  corrupt?: number;
  /** Bottleneck rate; packets beyond it queue. */
  rateBps?: number;
  /** Bottleneck whose rate changes as it was recorded; takes the place of `rateBps`. */
  trace?: Trace;
  /** Longest time a packet may wait in the bottleneck queue; beyond it the tail is dropped. Default 200 ms. */
  queueMsMax?: number;
  /** Drop from the head of the queue too, before it is long (RFC 8289). */
  codel?: Codel;
  /** Times in which every packet offered is lost. */
  blackouts?: readonly Blackout[];
  /** Blackouts that come back. */
  flap?: Flap;
  /** Changes of any of this, in order of time. */
  timeline?: readonly TimelineEntry[];
  /** What to do to packets of a class. */
  faults?: readonly Fault[];
}

/**
 * `uniform`: within ± the spread. `normal`: the spread is the standard deviation. `pareto`: a heavy
 * tail upwards (shape 3), from 0.67 spreads below the delay to 4 above. The last two are those of
 * netem's tables, and end at 4 spreads as these do.
 */
export type JitterDistribution = 'uniform' | 'normal' | 'pareto';

/** The loss model of Gilbert and Elliott: two states, each with its own independent loss. */
export interface GilbertElliott {
  /** Probability, per packet, to go from the good state to the bad one. */
  enter: number;
  /** Probability, per packet, to go back. */
  leave: number;
  /** Loss in the bad state. */
  lossInside: number;
  /** Loss in the good state. */
  lossOutside: number;
}

/** Times at which one full-sized packet may leave, as mahimahi records them; then over again. */
export interface Trace {
  /** For people. */
  name: string;
  /** In milliseconds, never going backwards; the last one is the length of the trace, above 0. */
  opportunitiesMs: readonly number[];
}

/** RFC 8289 sections 4.2 and 4.3; 5 ms and 100 ms suit the open internet. */
export interface Codel {
  targetMs: number;
  intervalMs: number;
}

export interface Blackout {
  atMs: number;
  forMs: number;
}

/** Down for `downMs` at `fromMs`, and every `everyMs` from then on. */
export interface Flap {
  everyMs: number;
  downMs: number;
  fromMs: number;
}

export interface TimelineEntry {
  atMs: number;
  change: LinkModelChange;
}

/** Fields to set; null takes one away. */
export type LinkModelChange = {
  [Field in keyof Omit<LinkModel, 'timeline'>]?: LinkModel[Field] | null;
};

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

/** Bytes of a full-sized Ethernet frame (IP packet of 1500 bytes) without its check sequence. */
export const FULL_FRAME_BYTES = 1514;
