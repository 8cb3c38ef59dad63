import {
  DATAGRAM_EXPIRES,
  EXPIRES,
  FrameType,
  HAS_LENGTH,
  IS_FRAGMENT,
  IS_UNORDERED,
  OPENS_STREAM,
} from './frame-type.js';
import {varintBytes, writeVarint, writeWord} from './varint.js';

/** What a message frame says of its message and of its stream. */
export interface MessageHead {
  stream: number;
  sequence: number;
  unordered: boolean;
  /** While the peer may not know the stream. */
  opens: StreamOpening | undefined;
  /** Lifetime left, in whole microseconds; -1: none. */
  lifetimeUs: number;
}

export interface StreamOpening {
  /** Index in `PRIORITIES`. */
  priority: number;
  /** UTF-8. */
  label: Uint8Array;
}

/** Writes frames into a packet. A write that does not fit writes nothing and returns false. */
export class FrameWriter {
  target: Uint8Array = new Uint8Array(0);
  offset = 0;
  limit = 0;

  begin(target: Uint8Array, offset: number, limit: number): void {
    this.target = target;
    this.offset = offset;
    this.limit = limit;
  }

  get space(): number {
    return this.limit - this.offset;
  }

  ping(): boolean {
    if (this.space < 1) return false;
    this.#byte(FrameType.ping);
    return true;
  }

  /** `token`: 32 bits. */
  pathPing(token: number): boolean {
    return this.#word(FrameType.pathPing, token);
  }

  /** `token`: of the PATH_PING that it answers. */
  pathPong(token: number): boolean {
    return this.#word(FrameType.pathPong, token);
  }

  /** Fills the packet up to its limit. */
  pad(): void {
    this.target.fill(FrameType.padding, this.offset, this.limit);
    this.offset = this.limit;
  }

  maxCredit(credit: number): boolean {
    if (this.space < 1 + varintBytes(credit)) return false;
    this.#byte(FrameType.maxCredit);
    this.#number(credit);
    return true;
  }

  maxStreamCredit(stream: number, credit: number): boolean {
    return this.#two(FrameType.maxStreamCredit, stream, credit);
  }

  skip(stream: number, sequence: number, cost: number): boolean {
    if (this.space < 1 + varintBytes(stream) + varintBytes(sequence) + varintBytes(cost))
      return false;
    this.#two(FrameType.skip, stream, sequence);
    this.#number(cost);
    return true;
  }

  /** `messages`: how many the stream carried, the given up included. */
  finish(stream: number, messages: number): boolean {
    return this.#two(FrameType.finish, stream, messages);
  }

  /** `cost`: credit the stream has used. */
  resetStream(stream: number, code: number, cost: number): boolean {
    if (this.space < 1 + varintBytes(stream) + varintBytes(code) + varintBytes(cost)) return false;
    this.#two(FrameType.reset, stream, code);
    this.#number(cost);
    return true;
  }

  stop(stream: number, code: number): boolean {
    return this.#two(FrameType.stop, stream, code);
  }

  close(code: number, reason: Uint8Array): boolean {
    if (this.space < 1 + varintBytes(code) + varintBytes(reason.length) + reason.length)
      return false;
    this.#two(FrameType.close, code, reason.length);
    this.#copy(reason, 0, reason.length);
    return true;
  }

  /**
   * `ranges` holds `count` pairs of packet numbers, first and last, the highest pair first. Writes as
   * many as fit.
   *
   * @param delayUs how long the largest packet has waited for this
   * @param oneWayUs the largest packet's arrival less its time stamp, modulo 2^32
   */
  ack(ranges: Float64Array, count: number, delayUs: number, oneWayUs: number): boolean {
    const largest = ranges[1] as number;
    const first = largest - (ranges[0] as number);
    // A count of ranges below 64 takes one byte; at most that many are written.
    let room = this.space - 6 - varintBytes(largest) - varintBytes(delayUs) - varintBytes(first);
    if (count < 1 || room < 0) return false;
    let fitting = 1;
    for (; fitting < count && fitting < 64; fitting++) {
      room -= varintBytes(gapAbove(ranges, fitting)) + varintBytes(span(ranges, fitting));
      if (room < 0) break;
    }
    this.#byte(FrameType.ack);
    this.#number(largest);
    this.#number(delayUs);
    this.offset = writeWord(this.target, this.offset, oneWayUs);
    this.#number(fitting - 1);
    this.#number(first);
    for (let index = 1; index < fitting; index++) {
      this.#number(gapAbove(ranges, index));
      this.#number(span(ranges, index));
    }
    return true;
  }

  datagram(data: Uint8Array, lifetimeUs: number): boolean {
    const expires = lifetimeUs >= 0;
    const head = 1 + (expires ? varintBytes(lifetimeUs) : 0);
    if (this.space < head + data.length) return false;
    const bounded = this.#isBounded(head, data.length);
    this.#byte(FrameType.datagram | (expires ? DATAGRAM_EXPIRES : 0) | (bounded ? HAS_LENGTH : 0));
    if (expires) this.#number(lifetimeUs);
    if (bounded) this.#number(data.length);
    this.#copy(data, 0, data.length);
    return true;
  }

  /**
   * Writes as much of `data` from `start` up to `end` (offsets in the whole message) as fits, and
   * returns how many bytes that was; -1 when nothing could be written. An empty message writes 0.
   */
  message(head: MessageHead, data: Uint8Array, start: number, end: number): number {
    const headBytes = messageHeadBytes(head);
    const whole = start === 0 && end === data.length && this.space >= headBytes + end;
    if (whole) {
      this.#messageHead(head, headBytes, 0, end);
      if (this.#bounded) this.#number(end);
      this.#copy(data, 0, end);
      return end;
    }
    const partBytes = headBytes + varintBytes(start) + varintBytes(data.length);
    const length = Math.min(end - start, this.space - partBytes);
    if (length < 1) return -1;
    this.#messageHead(head, partBytes, IS_FRAGMENT, length);
    this.#number(start);
    this.#number(data.length);
    if (this.#bounded) this.#number(length);
    this.#copy(data, start, start + length);
    return length;
  }

  #bounded = false;

  /**
   * Whether a frame of `head` bytes and `length` bytes of data needs its length written. Where there
   * is no room for that, padding before the frame lets the data reach to the end of the packet.
   */
  #isBounded(head: number, length: number): boolean {
    const left = this.space - head - length;
    if (left >= varintBytes(length)) return true;
    for (let index = 0; index < left; index++) this.#byte(FrameType.padding);
    return false;
  }

  #messageHead(head: MessageHead, headBytes: number, flags: number, length: number): void {
    this.#bounded = this.#isBounded(headBytes, length);
    this.#byte(FrameType.message | flags | messageFlags(head) | (this.#bounded ? HAS_LENGTH : 0));
    this.#number(head.stream);
    this.#number(head.sequence);
    const {opens, lifetimeUs} = head;
    if (opens) {
      this.#byte(opens.priority);
      this.#number(opens.label.length);
      this.#copy(opens.label, 0, opens.label.length);
    }
    if (lifetimeUs >= 0) this.#number(lifetimeUs);
  }

  #two(type: number, first: number, second: number): boolean {
    if (this.space < 1 + varintBytes(first) + varintBytes(second)) return false;
    this.#byte(type);
    this.#number(first);
    this.#number(second);
    return true;
  }

  #word(type: number, word: number): boolean {
    if (this.space < 5) return false;
    this.#byte(type);
    this.offset = writeWord(this.target, this.offset, word);
    return true;
  }

  #byte(value: number): void {
    this.target[this.offset] = value;
    this.offset += 1;
  }

  #number(value: number): void {
    this.offset = writeVarint(this.target, this.offset, value);
  }

  #copy(data: Uint8Array, start: number, end: number): void {
    const all = start === 0 && end === data.length;
    this.target.set(all ? data : data.subarray(start, end), this.offset);
    this.offset += end - start;
  }
}

function messageFlags({unordered, opens, lifetimeUs}: MessageHead): number {
  return (
    (unordered ? IS_UNORDERED : 0) | (opens ? OPENS_STREAM : 0) | (lifetimeUs < 0 ? 0 : EXPIRES)
  );
}

/** Bytes of a message frame before the offset of a fragment or the length. */
export function messageHeadBytes({stream, sequence, opens, lifetimeUs}: MessageHead): number {
  const opening = opens ? 1 + varintBytes(opens.label.length) + opens.label.length : 0;
  const expiry = lifetimeUs < 0 ? 0 : varintBytes(lifetimeUs);
  return 1 + varintBytes(stream) + varintBytes(sequence) + opening + expiry;
}

/** Packets missing between a range and the one above it, less one (RFC 9000 section 19.3.1). */
function gapAbove(ranges: Float64Array, index: number): number {
  return (ranges[2 * index - 2] as number) - (ranges[2 * index + 1] as number) - 2;
}

/** Packets in a range, less one. */
function span(ranges: Float64Array, index: number): number {
  return (ranges[2 * index + 1] as number) - (ranges[2 * index] as number);
}
