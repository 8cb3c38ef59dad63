// Two transports that talk to each other, and someone between them who may say anything to one of them.
import {Glide} from '../../dist/core/congestion/glide.js';
import {Transport} from '../../dist/core/connection/transport.js';
import {ByteReader} from '../../dist/core/wire/byte-reader.js';
import {FrameWriter} from '../../dist/core/wire/frame-writer.js';
import {readPacketHeader, writePacketHeader} from '../../dist/core/wire/packet-header.js';
import {writeBurden, writeLies} from './hostile-frames.mjs';
import {flipBits, randomFrom} from './random.mjs';

const BASE_MTU = 1188;
const MAX_MTU = 1444;
const HISTORY_PACKETS = 64;
const ROUND_PACKETS_MAX = 64;
const HELD_MAX = 16 * 2 ** 20;
const STREAMS_MAX = 1024 + 8 * 1024;
const VIOLATIONS = new Set([0x10, 0x11, 0x12, 0x13]);
const PRIORITIES = /** @type {const} */ (['critical', 'control', 'interactive', 'state', 'bulk']);
const RELIABILITIES = /** @type {const} */ ([
  'reliable',
  {maxRetransmits: 0},
  {maxRetransmits: 2},
  {lifetimeMs: 30},
  {lifetimeMs: 3_600_000},
]);

/** @typedef {{transport: Transport, streams: number[], closed: import('../../dist/core/connection/transport-contract.js').TransportEvent | undefined}} Side */

/** @param {boolean} isCaller @param {() => number} random @returns {Side} */
function side(isCaller, random) {
  const chance = () => random() / 2 ** 32;
  const controller = new Glide({packetBytes: MAX_MTU, initialRttMs: 20, random: chance});
  const options = {isCaller, controller, initialRttMs: 20, random: chance};
  const transport = new Transport({...options, baseMtu: BASE_MTU, maxMtu: MAX_MTU});
  return {transport, streams: [], closed: undefined};
}

/** All that happens is a function of the seed. */
export class HostilePair {
  victim;
  peer;
  /** Hostile ones. */
  packets = 0;
  /** The longest that one hostile packet took. */
  slowestMs = 0;
  #random;
  #now = 1000;
  #isPatient;
  #burdens = 0;
  #target = new Uint8Array(2048);
  #header = {number: 0, sentAtUs: 0};
  #bytes = new ByteReader();
  #writer = new FrameWriter();
  /** @type {Uint8Array[]} */
  #history = [];
  #written = 0;
  #knowledge;
  /**
   * Of packets that never arrived: the peer takes it well when they are acknowledged.
   * @type {number[]}
   */
  #withheld = [];
  /** @type {Uint8Array} */
  last = new Uint8Array(0);

  /** @param {number} seed @param {boolean} isPatient breaks no rule, and costs what it can */
  constructor(seed, isPatient) {
    const random = randomFrom(seed);
    this.#random = random;
    this.#isPatient = isPatient;
    const isCaller = random() % 2 === 0;
    this.victim = side(!isCaller, random);
    this.peer = side(isCaller, random);
    this.#knowledge = {random, seen: 0, isCaller, theirs: this.victim.streams};
  }

  /** Some honest traffic, then one hostile packet. Returns the promise that was broken. */
  step() {
    const random = this.#random;
    this.#act(this.victim);
    if (!this.#isPatient) this.#act(this.peer);
    this.#fromPeer();
    this.last = this.#hostile();
    this.packets += 1;
    const before = performance.now();
    this.victim.transport.handlePacket(this.last.slice(), this.#now);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - before);
    this.#fromVictim();
    this.#now += random() % 8 === 0 ? random() % 300 : (random() % 100) / 50;
    for (const {transport} of [this.victim, this.peer]) {
      const timeoutMs = transport.pollTimeout(this.#now);
      if (Number.isNaN(timeoutMs)) return 'no time to wait for';
      if (timeoutMs <= this.#now) transport.handleTimeout(this.#now);
    }
    this.#hear(this.victim);
    this.#hear(this.peer);
    return this.#broken();
  }

  #broken() {
    const {streams, isClosed} = this.victim.transport;
    if (!(streams.heldCost <= HELD_MAX)) return `holds ${streams.heldCost}`;
    if (streams.openStreams > STREAMS_MAX) return `keeps ${streams.openStreams} streams`;
    const {closed} = this.victim;
    if (isClosed !== (closed !== undefined)) return 'closed without a word';
    if (closed?.type !== 'closed' || closed.byPeer) return undefined;
    return VIOLATIONS.has(closed.code) && closed.reason !== ''
      ? undefined
      : `closed for no reason: ${closed.code} ${closed.reason}`;
  }

  /** What an application may do. @param {Side} side */
  #act({transport: {streams, isClosed}, streams: ids}) {
    const random = this.#random;
    if (isClosed) return;
    const id = ids[random() % Math.max(1, ids.length)] ?? 0;
    switch (random() % 12) {
      case 0:
        if (ids.length < 8) ids.push(this.#open(streams));
        break;
      case 1:
        streams.setMode(id, this.#mode());
        break;
      case 2:
        streams.setPriority(id, PRIORITIES[random() % 5] ?? 'bulk');
        break;
      case 3:
        streams.datagram(new Uint8Array(random() % 900), this.#now);
        break;
      case 4:
        this.#end(streams, id);
        break;
      case 5:
        if (!this.#isPatient) for (let count = 0; count < 9; count++) streams.read(random() % 16);
        break;
      default:
        this.#send(streams, id);
    }
  }

  /** @param {import('../../dist/core/streams/streams.js').Streams} streams @param {number} id */
  #send(streams, id) {
    const random = this.#random;
    const length = random() % (random() % 4 ? 300 : 5000);
    if (streams.bufferedBytes(id) < 50_000) streams.send(id, new Uint8Array(length), this.#now);
  }

  /** @param {import('../../dist/core/streams/streams.js').Streams} streams @param {number} id */
  #end(streams, id) {
    const kind = this.#random() % 24;
    if (kind === 0) streams.finish(id);
    if (kind === 1) streams.reset(id, 1);
    if (kind === 2) streams.stop(id, 2);
  }

  /** @param {import('../../dist/core/streams/streams.js').Streams} streams */
  #open(streams) {
    const priority = PRIORITIES[this.#random() % 5] ?? 'bulk';
    return streams.open({priority, ...this.#mode()});
  }

  #mode() {
    const random = this.#random;
    const reliability = RELIABILITIES[random() % RELIABILITIES.length] ?? 'reliable';
    return {ordered: random() % 2 === 0, reliability, copies: random() % 4, holdMs: random() % 3};
  }

  /** Most of what the peer sends arrives; all of it is remembered. */
  #fromPeer() {
    for (let count = 0; count < ROUND_PACKETS_MAX; count++) {
      const length = this.peer.transport.pollTransmit(this.#now, this.#target);
      if (length === 0) return;
      const packet = this.#target.slice(0, length);
      this.#history[this.#written % HISTORY_PACKETS] = packet;
      this.#written += 1;
      this.#bytes.reset(packet);
      readPacketHeader(this.#bytes, this.#header);
      if (this.#random() % 2 === 0) this.#withheld.push(this.#header.number);
      else this.victim.transport.handlePacket(packet.slice(), this.#now);
    }
  }

  #fromVictim() {
    for (let count = 0; count < ROUND_PACKETS_MAX; count++) {
      const length = this.victim.transport.pollTransmit(this.#now, this.#target);
      if (length === 0) return;
      const packet = this.#target.slice(0, length);
      this.#bytes.reset(packet);
      readPacketHeader(this.#bytes, this.#header);
      this.#knowledge.seen = this.#header.number;
      if (!this.#isPatient && this.#random() % 16 > 0)
        this.peer.transport.handlePacket(packet, this.#now);
    }
  }

  /** @param {Side} side */
  #hear(side) {
    const {transport} = side;
    for (let event = transport.pollEvent(); event; event = transport.pollEvent()) {
      if (event.type === 'closed') side.closed = event;
      if (event.type === 'opened' && !this.#isPatient) side.streams.push(event.stream);
      if (event.type === 'readable' && !this.#isPatient) transport.streams.read(event.stream);
      if (event.type === 'datagram') while (transport.streams.readDatagram());
    }
  }

  /** @returns {Uint8Array} */
  #hostile() {
    const random = this.#random;
    if (this.#isPatient) {
      return this.#compose(this.#burdens++, () =>
        writeBurden(this.#writer, this.#knowledge, this.#burdens - 1),
      );
    }
    const pick = () => {
      const packet = this.#history[random() % Math.max(1, this.#history.length)];
      return packet?.slice() ?? new Uint8Array(0);
    };
    const number = this.#withheld.shift();
    return number === undefined ? this.#damaged(pick) : this.#forged(pick, number);
  }

  /** @param {() => Uint8Array} pick @returns {Uint8Array} */
  #damaged(pick) {
    const random = this.#random;
    const packet = pick();
    switch (random() % 4) {
      case 0:
        flipBits(random, packet, packet.length);
        return packet;
      case 1:
        return packet.subarray(0, random() % (packet.length + 1));
      case 2:
        return packet;
      default:
        return this.#spliced(packet, pick());
    }
  }

  /**
   * A packet that counts, since its number is new.
   * @param {() => Uint8Array} pick @param {number} number @returns {Uint8Array}
   */
  #forged(pick, number) {
    const random = this.#random;
    const packet = pick();
    switch (random() % 16) {
      case 0:
        flipBits(random, packet, packet.length);
        return this.#renumbered(packet, number);
      case 1:
        return this.#renumbered(this.#spliced(packet, pick()), number);
      case 2: {
        const noise = new Uint8Array(16 + (random() % 64));
        for (let at = 0; at < noise.length; at++) noise[at] = random();
        noise[0] = 3;
        return this.#renumbered(noise, number);
      }
      case 3:
      case 4:
        return this.#renumbered(packet.subarray(0, random() % (packet.length + 1)), number);
      case 5:
      case 6:
      case 7:
      case 8:
        return this.#renumbered(packet, number);
      default:
        return this.#compose(number, () => writeLies(this.#writer, this.#knowledge));
    }
  }

  /** @param {number} number @param {() => void} write */
  #compose(number, write) {
    const target = new Uint8Array(1188);
    const start = writePacketHeader(target, number, Math.round(this.#now * 1000) >>> 0);
    this.#writer.begin(target, start, target.length);
    write();
    return target.subarray(0, this.#writer.offset);
  }

  /** The frames of a packet under another number. @param {Uint8Array} packet @param {number} number */
  #renumbered(packet, number) {
    this.#bytes.reset(packet);
    if (!readPacketHeader(this.#bytes, this.#header)) return packet;
    const frames = packet.subarray(this.#bytes.offset);
    const target = new Uint8Array(13 + frames.length);
    const start = writePacketHeader(target, number, this.#header.sentAtUs);
    target.set(frames, start);
    return target.subarray(0, start + frames.length);
  }

  /** @param {Uint8Array} one @param {Uint8Array} other */
  #spliced(one, other) {
    const head = one.subarray(0, this.#random() % (one.length + 1));
    const tail = other.subarray(this.#random() % (other.length + 1));
    const packet = new Uint8Array(head.length + tail.length);
    packet.set(head);
    packet.set(tail, head.length);
    return packet;
  }
}
