// Packets for the fuzzer: each is a function of a seed and its index, so that one can be made again.
import {FrameWriter} from '../../dist/core/wire/frame-writer.js';
import {writePacketHeader} from '../../dist/core/wire/packet-header.js';
import {flipBits, randomFrom} from './random.mjs';

const PACKET_BYTES_MAX = 1188;
const CORPUS_PACKETS = 1024;

/** Makes the packets of one seed, into a buffer that is used again. */
export class MutatedPackets {
  #corpus;
  #seed;
  #buffer = new Uint8Array(2 * PACKET_BYTES_MAX);

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = seed;
    const random = randomFrom(seed);
    this.#corpus = Array.from({length: CORPUS_PACKETS}, () => validPacket(random));
  }

  /** @param {number} index @returns {Uint8Array} valid until the next call */
  packet(index) {
    const random = randomFrom(Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
    const buffer = this.#buffer;
    let length = this.#copy(random, 0);
    switch (random() % 4) {
      case 0:
        flipBits(random, buffer, length);
        break;
      case 1:
        length = random() % (length + 1);
        break;
      case 2:
        // The beginning of one packet and the end of another.
        length = this.#copy(random, random() % (length + 1));
        break;
      default:
        length = randomTail(random, buffer, length);
    }
    if (random() % 4 === 0) flipBits(random, buffer, length);
    return buffer.subarray(0, length);
  }

  /** Any part, up to its end, of any valid packet. @param {() => number} random @param {number} at */
  #copy(random, at) {
    const source = this.#corpus[random() % CORPUS_PACKETS] ?? new Uint8Array();
    const from = at === 0 ? 0 : random() % (source.length + 1);
    this.#buffer.set(source.subarray(from), at);
    return at + source.length - from;
  }
}

/** Random bytes after the header. @param {() => number} random @param {Uint8Array} bytes @param {number} length */
function randomTail(random, bytes, length) {
  const end = Math.min(length, 6 + (random() % 64));
  for (let at = 6; at < end; at++) bytes[at] = random();
  return end;
}

/** @param {() => number} random */
function validPacket(random) {
  const writer = new FrameWriter();
  const target = new Uint8Array(PACKET_BYTES_MAX);
  writer.begin(target, writePacketHeader(target, number(random), random()), PACKET_BYTES_MAX);
  const frames = 1 + (random() % 6);
  for (let count = 0; count < frames; count++) writeAny(random, writer);
  return target.slice(0, writer.offset);
}

/** Every length of a varint equally often. @param {() => number} random */
function number(random) {
  const bits = [6, 14, 30, 53][random() % 4] ?? 6;
  return (random() * 0x20_0000 + (random() >>> 11)) % 2 ** bits;
}

/** @param {() => number} random @param {FrameWriter} writer */
function writeAny(random, writer) {
  const next = () => number(random);
  switch (random() % 14) {
    case 0:
      return writer.ping();
    case 12:
      return writer.pathPing(random());
    case 13:
      return writer.pathPong(random());
    case 1:
      return writer.maxCredit(next());
    case 2:
      return writer.maxStreamCredit(next(), next());
    case 3:
      return writer.skip(next(), next(), next());
    case 4:
      return writer.finish(next(), next());
    case 5:
      return writer.resetStream(next(), next(), next());
    case 6:
      return writer.stop(next(), next());
    case 7:
      return writer.close(next(), new Uint8Array(random() % 257));
    case 8:
      return writer.datagram(new Uint8Array(random() % 600), random() % 2 ? next() : -1);
    case 9:
      return writeAck(random, writer);
    default:
      return writeMessage(random, writer);
  }
}

/** @param {() => number} random @param {FrameWriter} writer */
function writeAck(random, writer) {
  const count = 1 + (random() % 64);
  const ranges = new Float64Array(2 * count);
  let last = 2 ** 30 + number(random);
  for (let index = 0; index < count; index++) {
    ranges[2 * index + 1] = last;
    ranges[2 * index] = last - (random() % 100);
    last = (ranges[2 * index] ?? 0) - 2 - (random() % 100);
  }
  return writer.ack(ranges, count, number(random), random());
}

/** @param {() => number} random @param {FrameWriter} writer */
function writeMessage(random, writer) {
  const data = new Uint8Array(random() % 2000);
  const start = random() % 2 ? random() % (data.length + 1) : 0;
  const label = new Uint8Array(random() % 129);
  const head = {
    stream: number(random),
    sequence: number(random),
    unordered: random() % 2 === 0,
    opens: random() % 4 === 0 ? {priority: random() % 5, label} : undefined,
    lifetimeUs: random() % 2 ? number(random) : -1,
  };
  return writer.message(head, data, start, data.length);
}
