import {addressOf} from '../userspace/libc.js';
import {MessageBatch} from '../userspace/message-batch.js';
import {VNET_HEADER_BYTES} from '../userspace/packet-socket.js';

/** Length of every frame sent, with its Ethernet header. */
export const FRAME_BYTES = 1242;
export const BATCH = 64;

const SLOT_BYTES = 2048;
const TYPE_AT = VNET_HEADER_BYTES + 12;
const NUMBER_AT = VNET_HEADER_BYTES + 14;
const TIME_AT = NUMBER_AT + 8;
const IPV4 = 0x0800;
/** Second byte of a locally administered address, last byte of each. */
const [TARGET, SOURCE] = [2, 1];

/**
 * A batch of numbered frames in one buffer. They are addressed to a station that nobody is, so that
 * no network stack answers, and a bridge passes them on.
 */
export class BenchFrames {
  readonly batch = new MessageBatch(BATCH);
  readonly #view: DataView;

  constructor() {
    const buffer = new ArrayBuffer(BATCH * SLOT_BYTES);
    this.#view = new DataView(buffer);
    for (let index = 0; index < BATCH; index++) {
      const slot = index * SLOT_BYTES;
      this.batch.point(index, addressOf(buffer) + slot, VNET_HEADER_BYTES + FRAME_BYTES);
      this.#writeAddress(slot + VNET_HEADER_BYTES, TARGET);
      this.#writeAddress(slot + VNET_HEADER_BYTES + 6, SOURCE);
      this.#view.setUint16(slot + TYPE_AT, IPV4);
    }
  }

  write(index: number, number: number, sentMs: number): void {
    this.#view.setFloat64(index * SLOT_BYTES + NUMBER_AT, number);
    this.#view.setFloat64(index * SLOT_BYTES + TIME_AT, sentMs);
  }

  /** The number of a received frame, or undefined for a frame that is not of a sender's. */
  number(index: number): number | undefined {
    const isOurs = this.batch.receivedBytes(index) === VNET_HEADER_BYTES + FRAME_BYTES;
    return isOurs ? this.#view.getFloat64(index * SLOT_BYTES + NUMBER_AT) : undefined;
  }

  sentMs(index: number): number {
    return this.#view.getFloat64(index * SLOT_BYTES + TIME_AT);
  }

  #writeAddress(at: number, last: number): void {
    this.#view.setUint8(at, 2);
    this.#view.setUint8(at + 5, last);
  }
}
