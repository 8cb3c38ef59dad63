import type {Direction} from '../direction.js';
import {FRAMES_IN_FLIGHT_MAX} from '../model.js';
import {FrameQueue} from './frame-queue.js';
import {MessageBatch} from './message-batch.js';
import {type PacketSocket, VNET_HEADER_BYTES} from './packet-socket.js';
import type {DirectionStats} from './protocol.js';
import {SLOT_BYTES, SlotPool} from './slot-pool.js';

/** Frames per system call. Larger batches gained nothing and hold other links up longer. */
const BATCH = 64;
const ETHER_TYPE_OFFSET = VNET_HEADER_BYTES + 12;
const ETHER_TYPE_ARP = 0x0806;

/**
 * One direction of a link: frames that enter `source` leave `sink` when the model says. A frame
 * stays in the slot it was received into until it is sent.
 *
 * ARP passes at once, is never lost and is not counted: a link that loses data must not make
 * hosts forget who their neighbour is, or loss would be measured as outages of seconds.
 */
export class Wire {
  readonly source: PacketSocket;
  readonly direction: Direction;
  readonly #sink: PacketSocket;
  readonly #slots = new SlotPool(FRAMES_IN_FLIGHT_MAX + BATCH);
  readonly #queue = new FrameQueue(FRAMES_IN_FLIGHT_MAX);
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

  /** When the next frame is due; infinity when none waits. */
  get dueMs(): number {
    return this.#queue.dueMs;
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
    while (this.#queue.dueMs <= nowMs) this.#sendBatch(nowMs);
  }

  /** Counts since the start; see `DirectionStats`. */
  stats(): DirectionStats {
    this.#overrun += this.source.takeKernelDrops();
    const {packets, bytes, dropped} = this.direction.counts;
    return {packets, bytes, dropped: {...dropped, overrun: this.#overrun}};
  }

  #accept(index: number, nowMs: number): void {
    const slot = this.#incomingSlots[index] as number;
    const bytes = this.#incoming.receivedBytes(index);
    if (this.#incoming.wasTruncated(index)) {
      this.#overrun++;
      return;
    }
    if (this.#slots.readUint16(slot, ETHER_TYPE_OFFSET) === ETHER_TYPE_ARP) {
      this.#outgoing.point(0, this.#slots.addressOf(slot), bytes);
      this.#transmit(1);
      return;
    }
    const atMs = this.direction.submit(nowMs, bytes - VNET_HEADER_BYTES);
    if (atMs === undefined) return;
    if (this.#queue.push(slot, bytes, atMs)) this.#refill(index);
    else this.#overrun++;
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
