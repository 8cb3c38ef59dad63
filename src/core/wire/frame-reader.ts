import {ByteReader} from './byte-reader.js';
import {
  DATAGRAM_EXPIRES,
  EXPIRES,
  FrameType,
  HAS_LENGTH,
  IS_FRAGMENT,
  IS_UNORDERED,
  LABEL_BYTES_MAX,
  OPENS_STREAM,
  PRIORITIES,
  REASON_BYTES_MAX,
} from './frame-type.js';

export const END = -1;
export const MALFORMED = -2;

const RANGES_MAX = 64;
const DATAGRAM_LAST = FrameType.datagram | HAS_LENGTH | DATAGRAM_EXPIRES;
const MESSAGE_LAST = 0x5f;

/**
 * Reads the frames of a packet one after the other, into fields of its own: nothing is allocated.
 * Which fields mean something depends on the frame's type; they hold until the next `next()`.
 */
export class FrameReader {
  stream = 0;
  sequence = 0;
  /** Credit, cost, code, how many messages, or a token. */
  value = 0;
  code = 0;
  unordered = false;
  /** Offset of this part in its message, and the message's length. */
  start = 0;
  total = 0;
  /** -1: the message has no lifetime. */
  lifetimeUs = -1;
  /** -1: the frame does not open its stream. */
  priority = -1;
  labelStart = 0;
  labelEnd = 0;
  /** Where the data or the reason lies in the packet. */
  dataStart = 0;
  dataEnd = 0;
  /** Of an ACK: pairs first, last; the highest pair first. */
  readonly ranges = new Float64Array(2 * RANGES_MAX);
  rangeCount = 0;
  delayUs = 0;
  oneWayUs = 0;
  readonly #reader = new ByteReader();

  begin(packet: Uint8Array, offset: number): void {
    this.#reader.reset(packet);
    this.#reader.offset = offset;
  }

  /** The type of the next frame, without flags; `END`; or `MALFORMED`. */
  next(): number {
    const reader = this.#reader;
    let type = 0;
    while (type === FrameType.padding) {
      if (reader.remaining <= 0) return END;
      type = reader.byte();
    }
    const kind = this.#body(type);
    return reader.failed ? MALFORMED : kind;
  }

  #body(type: number): number {
    if (type >= FrameType.message && type <= MESSAGE_LAST) return this.#message(type);
    if (type >= FrameType.datagram && type <= DATAGRAM_LAST) return this.#datagram(type);
    const reader = this.#reader;
    switch (type) {
      case FrameType.ping:
        return type;
      case FrameType.ack:
        return this.#ack();
      case FrameType.maxCredit:
        this.value = reader.varint();
        return type;
      case FrameType.maxStreamCredit:
      case FrameType.finish:
        this.stream = reader.varint();
        this.value = reader.varint();
        return type;
      case FrameType.pathPing:
      case FrameType.pathPong:
        this.value = reader.word();
        return type;
      case FrameType.skip:
        this.stream = reader.varint();
        this.sequence = reader.varint();
        this.value = reader.varint();
        return type;
      case FrameType.reset:
        this.stream = reader.varint();
        this.code = reader.varint();
        this.value = reader.varint();
        return type;
      case FrameType.stop:
        this.stream = reader.varint();
        this.code = reader.varint();
        return type;
      case FrameType.close:
        this.code = reader.varint();
        return this.#text(REASON_BYTES_MAX) ? type : MALFORMED;
      default:
        return MALFORMED;
    }
  }

  #ack(): number {
    const reader = this.#reader;
    let last = reader.varint();
    this.delayUs = reader.varint();
    this.oneWayUs = reader.word();
    const count = reader.varint() + 1;
    if (count > RANGES_MAX) return MALFORMED;
    for (let index = 0; index < count; index++) {
      // The gap says how many packets are missing, less one (RFC 9000 section 19.3.1).
      if (index > 0) last = (this.ranges[2 * index - 2] as number) - reader.varint() - 2;
      const first = last - reader.varint();
      if (first < 0 || reader.failed) return MALFORMED;
      this.ranges[2 * index] = first;
      this.ranges[2 * index + 1] = last;
    }
    this.rangeCount = count;
    return FrameType.ack;
  }

  #datagram(type: number): number {
    this.lifetimeUs = type & DATAGRAM_EXPIRES ? this.#reader.varint() : -1;
    this.#data(type);
    return FrameType.datagram;
  }

  #message(type: number): number {
    const reader = this.#reader;
    this.stream = reader.varint();
    this.sequence = reader.varint();
    this.unordered = (type & IS_UNORDERED) !== 0;
    this.priority = -1;
    if (type & OPENS_STREAM) {
      this.priority = reader.byte();
      if (this.priority >= PRIORITIES.length || !this.#text(LABEL_BYTES_MAX)) return MALFORMED;
      this.labelStart = this.dataStart;
      this.labelEnd = this.dataEnd;
    }
    this.lifetimeUs = type & EXPIRES ? reader.varint() : -1;
    const isFragment = (type & IS_FRAGMENT) !== 0;
    this.start = isFragment ? reader.varint() : 0;
    const total = isFragment ? reader.varint() : 0;
    this.#data(type);
    const length = this.dataEnd - this.dataStart;
    this.total = isFragment ? total : length;
    const isPart = !isFragment || (length > 0 && this.start + length <= total);
    return isPart ? FrameType.message : MALFORMED;
  }

  #data(type: number): void {
    const reader = this.#reader;
    const length = type & HAS_LENGTH ? reader.varint() : reader.remaining;
    this.dataStart = reader.skip(length);
    this.dataEnd = reader.offset;
  }

  #text(bytesMax: number): boolean {
    const length = this.#reader.varint();
    this.dataStart = this.#reader.skip(length);
    this.dataEnd = this.#reader.offset;
    return length <= bytesMax;
  }
}
