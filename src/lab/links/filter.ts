import type {LinkModel} from './model.js';

/** One packet on its way through the filters of a direction. The record is reused for every packet. */
export interface Transit {
  /** When the packet leaves the filters passed so far, in milliseconds of the caller's clock. */
  atMs: number;
  /** Bytes on the wire, with the Ethernet header. */
  sizeBytes: number;
}

/** Why the model dropped a packet: random loss, or the tail of the bottleneck queue. */
export type DropCause = 'loss' | 'queue';

/**
 * One impairment. Filters form a chain in which each moves `transit.atMs` or drops the packet; a
 * filter whose part of the model is absent lets everything pass, so the chain never changes shape.
 */
export interface Filter {
  /** Take new settings. What was decided for earlier packets stays. */
  configure(model: LinkModel): void;
  /** Decide about one packet. Returns why it was dropped, or undefined when it goes on. */
  apply(transit: Transit): DropCause | undefined;
}
