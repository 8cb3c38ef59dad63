import {WAITING} from '../bottleneck.js';
import type {Direction} from '../direction.js';
import type {DirectionStats} from '../link-stats.js';
import {FRAMES_IN_FLIGHT_MAX} from '../model.js';
import {FrameQueue} from './frame-queue.js';
import {MessageBatch} from './message-batch.js';
import {type PacketSocket, VNET_HEADER_BYTES} from './packet-socket.js';
import {SLOT_BYTES, SlotPool} from './slot-pool.js';
import {flipBit, readUdpFrame} from './udp-frame.js';

/** Frames per system call. Larger batches gained nothing and hold other links up longer. */
const BATCH = 64;
const ETHER_TYPE_OFFSET = VNET_HEADER_BYTES + 12;
const ETHER_TYPE_ARP = 0x0806;
const ETHER_TYPE_IPV6 = 0x86dd;
const IPV6_TARGET_OFFSET = ETHER_TYPE_OFFSET + 2 + 24;
/** First bits of ff02::/16, multicast that stays on a link (RFC 4291 section 2.7). */
const LINK_MULTICAST = 0xff02;
/** First byte of `struct virtio_net_hdr`: the checksum is still to be computed. */
const VNET_NEEDS_CHECKSUM = 1;
/** Stands for a frame that is gone while the direction still counts on it. */
const NO_SLOT = -1;

/**
 * One direction of a link: frames that enter `source` leave `sink` when the model says. A frame
 * stays in the slot it was received into until it is sent.
 *
 * ARP passes at once, is never lost and is not counted: a link that loses data must not make
 * hosts forget who their neighbour is, or loss would be measured as outages of seconds. So does
 * IPv6 multicast that stays on the link: neighbour discovery, and kernels telling what they listen to.
 */
export class Wire {
  readonly source: PacketSocket;
  readonly direction: Direction;
  readonly #sink: PacketSocket;
  readonly #slots = new SlotPool(FRAMES_IN_FLIGHT_MAX + BATCH);
  readonly #queue = new FrameQueue(FRAMES_IN_FLIGHT_MAX);
  /** Frames whose fate the direction decides later, in the order they came. */
  readonly #undecided = new FrameQueue(FRAMES_IN_FLIGHT_MAX);
  readonly #incoming = new MessageBatch(BATCH);
  readonly #incomingSlots = new Int32Array(BATCH);
  readonly #outgoing = new MessageBatch(BATCH);
  #overrun = 0;

  constructor(source: PacketSocket, sink: PacketSocket, direction: Direction) {
    this.source = source;
    this.#sink = sink;
    this.direction = direction;
    for (let index = 0; index < BATCH; index++) this.#refill(index);
  }

  /** When there is something to do for a frame that waits; infinity when none waits. */
  get dueMs(): number {
    return Math.min(this.#queue.dueMs, this.direction.decisionMs);
  }

  /** Take in one batch of the frames that have arrived. */
  receive(): void {
    const count = this.source.receive(this.#incoming);
    // Read after the frames: a time from before would let those that came since leave early.
    const nowMs = performance.now();
    for (let index = 0; index < count; index++) this.#accept(index, nowMs);
  }

  /** Send every frame that is due. */
  flush(nowMs: number): void {
    while (this.direction.decisionMs <= nowMs) this.#decide(nowMs);
    while (this.#queue.dueMs <= nowMs) this.#sendBatch(nowMs);
  }

  /** Counts since the start; see `DirectionStats`. */
  stats(): DirectionStats {
    this.#overrun += this.source.takeKernelDrops();
    const {dropped, ...counts} = this.direction.counts;
    const faults = this.direction.receipts();
    return {...counts, dropped: {...dropped, overrun: this.#overrun}, faults};
  }

  #accept(index: number, nowMs: number): void {
    const slot = this.#incomingSlots[index] as number;
    const bytes = this.#incoming.receivedBytes(index);
    if (this.#incoming.wasTruncated(index)) {
      this.#overrun++;
      return;
    }
    if (this.#isHousekeeping(slot)) {
      this.#outgoing.point(0, this.#slots.addressOf(slot), bytes);
      this.#transmit(1);
      return;
    }
    const {direction} = this;
    const payload = direction.wantsPayload ? readUdpFrame(this.#frame(slot, bytes)) : undefined;
    const atMs = direction.submit(nowMs, bytes - VNET_HEADER_BYTES, payload);
    if (atMs === undefined) return;
    const {corruptAt, duplicateAtMs} = direction;
    const isWhole = corruptAt === undefined || this.#corrupt(slot, bytes, corruptAt);
    const kept = isWhole ? slot : NO_SLOT;
    const copy = duplicateAtMs === undefined ? NO_SLOT : this.#copyOf(kept, bytes);
    if (this.#hold(kept, bytes, atMs)) this.#refill(index);
    if (duplicateAtMs !== undefined && !this.#hold(copy, bytes, duplicateAtMs)) this.#free(copy);
  }

  #isHousekeeping(slot: number): boolean {
    const etherType = this.#slots.readUint16(slot, ETHER_TYPE_OFFSET);
    if (etherType !== ETHER_TYPE_IPV6) return etherType === ETHER_TYPE_ARP;
    return this.#slots.readUint16(slot, IPV6_TARGET_OFFSET) === LINK_MULTICAST;
  }

  /**
   * Keep a frame until its time, or until that is known. Returns false, and counts it as overrun,
   * when there is no room. A place among the undecided is kept for `NO_SLOT` too: the direction has
   * one for it.
   */
  #hold(slot: number, bytes: number, atMs: number): boolean {
    const hasRoom = this.#queue.count + this.#undecided.count < FRAMES_IN_FLIGHT_MAX;
    const kept = hasRoom ? slot : NO_SLOT;
    if (kept !== slot) this.#overrun++;
    if (atMs === WAITING) this.#undecided.push(kept, bytes, atMs);
    else if (kept !== NO_SLOT) this.#queue.push(kept, bytes, atMs);
    return kept !== NO_SLOT;
  }

  /** A slot with the same frame; `NO_SLOT`, counted as overrun, when none is free. */
  #copyOf(slot: number, bytes: number): number {
    if (slot === NO_SLOT) return NO_SLOT;
    // One stays for the entry of the incoming batch whose slot is kept.
    const copy = this.#slots.freeCount > 1 ? this.#slots.take() : undefined;
    if (copy === undefined) {
      this.#overrun++;
      return NO_SLOT;
    }
    this.#slots.copy(slot, copy, bytes);
    return copy;
  }

  #free(slot: number): void {
    if (slot !== NO_SLOT) this.#slots.giveBack(slot);
  }

  /** What is not UDP would be dropped by the receiver for its checksum: returns false for it. */
  #corrupt(slot: number, bytes: number, share: number): boolean {
    const udp = readUdpFrame(this.#frame(slot, bytes));
    if (udp === undefined) return false;
    const [flags = 0] = this.#slots.view(slot, VNET_HEADER_BYTES);
    flipBit(udp, share, (flags & VNET_NEEDS_CHECKSUM) !== 0);
    return true;
  }

  #frame(slot: number, bytes: number): Buffer {
    return this.#slots.view(slot, bytes).subarray(VNET_HEADER_BYTES);
  }

  /** The frame that waits longest learns when it leaves, or that it does not. */
  #decide(nowMs: number): void {
    const atMs = this.direction.decide(nowMs);
    const {slot, bytes} = this.#undecided;
    this.#undecided.shift();
    if (atMs === undefined || !this.#hold(slot, bytes, atMs)) this.#free(slot);
  }

  /** Give an entry of the incoming batch a fresh slot; the pool has one for each besides the queue. */
  #refill(index: number): void {
    const slot = this.#slots.take();
    if (slot === undefined) throw new Error('more frames are held than the queue has room for');
    this.#incomingSlots[index] = slot;
    this.#incoming.point(index, this.#slots.addressOf(slot), SLOT_BYTES);
  }

  #sendBatch(nowMs: number): void {
    let count = 0;
    for (; count < BATCH && this.#queue.dueMs <= nowMs; count++) {
      const {slot, bytes} = this.#queue;
      this.#queue.shift();
      this.#outgoing.point(count, this.#slots.addressOf(slot), bytes);
      // Nothing is received before the batch is sent, so the memory stays as it is till then.
      this.#slots.giveBack(slot);
    }
    this.#transmit(count);
  }

  /** Send the first `count` entries. A frame the kernel refuses is dropped: a late one would lie. */
  #transmit(count: number): void {
    for (let next = 0; next < count; ) {
      const sent = this.#sink.send(this.#outgoing, next, count);
      if (sent === 0) this.#overrun++;
      next += Math.max(1, sent);
    }
  }
}
