import type {LinkModel} from './model.js';

/** One packet on its way through a direction. The record is reused for every packet. */
export interface Transit {
  /** When the packet leaves the filters passed so far, in milliseconds of the caller's clock. */
  atMs: number;
  /** Bytes on the wire, with the Ethernet header. */
  sizeBytes: number;
}

/**
 * Why the model dropped a packet: random or listed loss, the tail of the bottleneck queue, CoDel at
 * its head, a blackout, or a fault that was asked for.
 */
export type DropCause = 'loss' | 'queue' | 'codel' | 'blackout' | 'fault';

/**
 * One impairment that moves `transit.atMs` or drops the packet. A filter whose part of the model is
 * absent lets everything pass, so a direction always has the same filters.
 */
export interface Filter {
  /** Take new settings. What was decided for earlier packets stays. */
  configure(model: LinkModel): void;
  /** Decide about one packet. Returns why it was dropped, or undefined when it goes on. */
  apply(transit: Transit): DropCause | undefined;
}
