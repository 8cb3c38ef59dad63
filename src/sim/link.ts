import {WAITING} from '../lab/links/bottleneck.js';
import {Direction, type DirectionCounts} from '../lab/links/direction.js';
import {FRAMES_IN_FLIGHT_MAX, type LinkModel} from '../lab/links/model.js';
import type {PacketStore} from './packet-store.js';
import {TimeHeap} from './time-heap.js';

/** RTP header, SRTP tag (AES-GCM), UDP and IPv4 around what an endpoint sends. */
export const OVERHEAD_BYTES_DEFAULT = 12 + 16 + 8 + 20;
export const MTU_BYTES_DEFAULT = 1500;
const ETHERNET_BYTES = 14;

/** One direction of a wire. */
export interface LinkOptions {
  model: LinkModel;
  /** Longest IP packet that passes; default 1500. What is longer is dropped. */
  mtuBytes?: number;
  /** What an IP packet holds besides the endpoint's packet; default 56. */
  overheadBytes?: number;
}

interface LinkPlace {
  number: number;
  seed: number;
  name: string;
}

/** `DirectionCounts`, and what was dropped for its length or because too much was on the way. */
export type LinkCounts = Omit<DirectionCounts, 'dropped'> & {
  dropped: DirectionCounts['dropped'] & {tooLong: number; overrun: number};
};

/** Returned for no packet. */
export const NO_PACKET = -1;

/**
 * One direction of a wire, with the lab's link model: any number of senders share it. Packets are
 * numbers in the store; what the link drops it removes from there.
 */
export class Link {
  /** Its place in the network. */
  readonly number: number;
  readonly #direction: Direction;
  readonly #packets: PacketStore;
  readonly #bytesMax: number;
  readonly #frameBytes: number;
  readonly #queue = new TimeHeap();
  /** Packets whose fate the direction decides later, in the order they came. */
  readonly #undecided = new TimeHeap();
  #tooLong = 0;
  #overrun = 0;

  /** `seed` and `name` fix every random decision. The clock begins at 0. */
  constructor(packets: PacketStore, options: LinkOptions & LinkPlace) {
    this.number = options.number;
    const overheadBytes = options.overheadBytes ?? OVERHEAD_BYTES_DEFAULT;
    this.#packets = packets;
    this.#direction = new Direction(options.model, options.seed, options.name);
    this.#bytesMax = (options.mtuBytes ?? MTU_BYTES_DEFAULT) - overheadBytes;
    this.#frameBytes = overheadBytes + ETHERNET_BYTES;
  }

  get counts(): LinkCounts {
    const {dropped, ...counts} = this.#direction.counts;
    return {...counts, dropped: {...dropped, tooLong: this.#tooLong, overrun: this.#overrun}};
  }

  /** Use another model from the next packet on; see `Direction.replace`. */
  replace(model: LinkModel): void {
    this.#direction.replace(model);
  }

  /** When `take` wants to be called; infinity while nothing is on the way. */
  get dueMs(): number {
    return Math.min(this.#queue.dueMs, this.#direction.decisionMs);
  }

  /** A packet enters. */
  offer(packet: number, nowMs: number): void {
    const {length} = this.#packets.bytes(packet);
    if (length > this.#bytesMax) {
      this.#tooLong++;
      this.#packets.remove(packet);
      return;
    }
    const atMs = this.#direction.submit(nowMs, length + this.#frameBytes);
    if (atMs === undefined) {
      this.#packets.remove(packet);
      return;
    }
    const {corruptAt, duplicateAtMs} = this.#direction;
    if (corruptAt !== undefined) this.#packets.damage(packet);
    const copy = duplicateAtMs === undefined ? NO_PACKET : this.#packets.copy(packet);
    this.#hold(packet, atMs);
    if (duplicateAtMs !== undefined) this.#hold(copy, duplicateAtMs);
  }

  /** The next packet that has come through by `nowMs`; `NO_PACKET` when there is none. */
  take(nowMs: number): number {
    while (this.#direction.decisionMs <= nowMs) this.#decide(nowMs);
    return this.#queue.dueMs <= nowMs ? this.#queue.shift() : NO_PACKET;
  }

  #decide(nowMs: number): void {
    const atMs = this.#direction.decide(nowMs);
    const packet = this.#undecided.shift();
    if (packet === NO_PACKET) return;
    if (atMs === undefined) this.#packets.remove(packet);
    else this.#hold(packet, atMs);
  }

  /** As the link drivers of the lab, a link that no rate bounds drops when too much is on the way. */
  #hold(packet: number, atMs: number): void {
    const hasRoom = this.#queue.count + this.#undecided.count < FRAMES_IN_FLIGHT_MAX;
    if (!hasRoom) {
      this.#overrun++;
      this.#packets.remove(packet);
    }
    // The direction has a place for what waits: so it keeps one here too.
    if (atMs === WAITING) this.#undecided.push(0, hasRoom ? packet : NO_PACKET);
    else if (hasRoom) this.#queue.push(atMs, packet);
  }
}
