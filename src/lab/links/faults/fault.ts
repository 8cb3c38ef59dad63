import type {PacketClass} from './packet-class.js';

/**
 * Something done on purpose to packets of a class in one direction. With `nth` only to the n-th of
 * them since the links came up or the fault was set, from 1; with `every` to each n-th; with
 * neither to all. Of a DTLS flight the datagrams are hit together and count once.
 */
export interface Fault {
  class: PacketClass;
  nth?: number;
  every?: number;
  action: FaultAction;
  /** For `delay`: how much later than the link would deliver it. Those behind it overtake. */
  delayMs?: number;
}

export type FaultAction = 'drop' | 'delay' | 'duplicate' | 'corrupt';

/** What a fault has done so far. */
export interface FaultReceipt {
  fault: Fault;
  /** Packets (or DTLS flights) of the class that were offered. */
  seen: number;
  /** Packets it was done to. */
  hit: number;
  /** The first of these, up to `HITS_KEPT_MAX`. */
  hits: FaultHit[];
}

export interface FaultHit {
  /** When it was offered, since the links came up. */
  atMs: number;
  /** Its number among all packets offered to the direction, from 1. */
  packet: number;
  /** With the Ethernet header. */
  sizeBytes: number;
}

export const HITS_KEPT_MAX = 100;
