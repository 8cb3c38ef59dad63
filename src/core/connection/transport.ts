import type {Controller} from '../congestion/controller.js';
import {MtuSearch} from '../paths/mtu-search.js';
import type {SentFrame} from '../streams/sent-frame.js';
import type {StreamEvent} from '../streams/stream-event.js';
import {Streams} from '../streams/streams.js';
import {ByteReader} from '../wire/byte-reader.js';
import {END, FrameReader, MALFORMED} from '../wire/frame-reader.js';
import {FrameType} from '../wire/frame-type.js';
import {FrameWriter} from '../wire/frame-writer.js';
import {type PacketHeader, readPacketHeader, writePacketHeader} from '../wire/packet-header.js';
import {AckSchedule} from './ack-schedule.js';
import {CloseState} from './close-state.js';
import {CriticalReserve} from './critical-reserve.js';
import {Flight, type FlightStats} from './flight.js';
import {Path} from './path.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

const CRITICAL = 0;
const BULK = 4;
const NOTHING = -1;
const RTT_PROBE_MS = 500;
/** A critical message is sent so often that fewer than this share of them needs a retransmission. */
const CRITICAL_LOSS_MAX = 0.002;
const COPIES_MAX = 3;
/** Header, and an acknowledgement of usual size. */
const PACKET_OVERHEAD_BYTES = 24;

export interface TransportOptions {
  isCaller: boolean;
  controller: Controller;
  initialRttMs: number;
  /** 0 <= x < 1; says which packet numbers are left out. */
  random(): number;
  /** Packet sizes: what every path carries, and what this one may at most. */
  baseMtu: number;
  maxMtu: number;
}

export type TransportEvent =
  | StreamEvent
  /** Nothing is heard of the peer, and it is again. */
  | {type: 'silent'}
  | {type: 'resumed'}
  | {type: 'closed'; code: number; reason: string; byPeer: boolean};

export interface TransportStats extends FlightStats {
  packetsReceived: number;
  packetsDuplicate: number;
  bytesReceived: number;
}

/**
 * One end of a connection, without IO: packets, acknowledgements, loss recovery, congestion control
 * and pacing under the streams. Times are milliseconds of any monotonic clock. After every `handle`
 * call `pollTransmit` until 0, then `pollEvent`, then wait for `pollTimeout`.
 */
export class Transport {
  readonly streams: Streams;
  readonly path: Path;
  readonly #mtu: MtuSearch;
  readonly #flight: Flight;
  readonly #received = {packetsReceived: 0, packetsDuplicate: 0, bytesReceived: 0};
  readonly #acks = new AckSchedule();
  readonly #reserve = new CriticalReserve();
  readonly #close = new CloseState();
  readonly #bytes = new ByteReader();
  readonly #header: PacketHeader = {number: 0, sentAtUs: 0};
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #draft: {writer: FrameWriter; frames: SentFrame[]} = {writer: this.#writer, frames: []};
  readonly #events: TransportEvent[] = [];
  #probeDue = false;
  #wasSilent = false;

  constructor(options: TransportOptions) {
    const {isCaller, controller, initialRttMs, random, baseMtu, maxMtu} = options;
    this.streams = new Streams({isCaller});
    this.path = new Path({id: 0, controller, initialRttMs, mtu: baseMtu});
    this.#mtu = new MtuSearch(baseMtu, maxMtu);
    this.#flight = new Flight(this.path, this.#mtu, random);
  }

  /** `packet` is whole and intact (the carrier authenticates it) and belongs to this from now on. */
  handlePacket(packet: Uint8Array, now: number): void {
    this.#bytes.reset(packet);
    if (this.#close.isClosed || !readPacketHeader(this.#bytes, this.#header)) return;
    this.#received.packetsReceived += 1;
    this.#received.bytesReceived += packet.length;
    if (!this.#acks.onPacket(now, this.#header.number, this.#header.sentAtUs)) {
      this.#received.packetsDuplicate += 1;
      return;
    }
    try {
      this.#frames(packet, now);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.close(error.code, error.message);
    }
  }

  handleTimeout(now: number): void {
    const {path} = this;
    if (path.loss.lossAtMs <= now) this.#flight.onLossTimeout(now);
    if (path.probeAtMs <= now) this.#probeTimeout(now);
    this.streams.handleTimeout(now);
    this.#close.handleTimeout(now);
  }

  /** Writes the next packet into `target` and returns its length; 0: nothing to send now. */
  pollTransmit(now: number, target: Uint8Array): number {
    if (this.#close.isClosing) return this.#transmitClose(now, target);
    const {path} = this;
    const rate = path.controller.pacingRate;
    path.pacer.refill(now, rate);
    this.#reserve.refill(now, rate);
    this.#tellStreams();
    const allowed = this.#allowed(now);
    if (!this.#probeDue && allowed !== CRITICAL) {
      const probeBytes = this.#mtuProbeBytes(now, target.length);
      if (probeBytes > 0) return this.#transmitMtuProbe(now, target, probeBytes);
    }
    const isDue = allowed >= CRITICAL || this.#probeDue || this.#acks.dueAtMs <= now;
    return isDue ? this.#transmit(now, target, allowed) : 0;
  }

  pollEvent(): TransportEvent | undefined {
    return this.#events.shift() ?? this.streams.pollEvent();
  }

  /** When to call `handleTimeout` and `pollTransmit` next; `Infinity`: only when something happens. */
  pollTimeout(now: number): number {
    if (this.#close.isClosing || this.#close.isClosed) return this.#close.timeoutMs;
    const {path} = this;
    let timeout = Math.min(
      this.#acks.dueAtMs,
      path.loss.lossAtMs,
      path.probeAtMs,
      this.streams.pollTimeout(),
    );
    if (this.#isWindowOpen && this.streams.nextPriority(now) >= CRITICAL) {
      timeout = Math.min(timeout, path.pacer.opensAt(now, path.controller.pacingRate));
    }
    return timeout;
  }

  /** Ends the connection; the peer is told `code` and `reason` (at most 256 bytes of it). */
  close(code: number, reason: string): void {
    if (!this.#close.begin(code, reason)) return;
    this.#end(code, reason, false);
  }

  get stats(): TransportStats {
    return {...this.#flight.stats, ...this.#received};
  }

  get isClosed(): boolean {
    return this.#close.isClosed || this.#close.isClosing;
  }

  #frames(packet: Uint8Array, now: number): void {
    const reader = this.#reader;
    const transitUs = (this.path.rtt.minMs / 2 + this.#acks.excessMs) * 1000;
    let wantsAck = false;
    let hasAck = false;
    reader.begin(packet, this.#bytes.offset);
    for (let type = reader.next(); type !== END; type = reader.next()) {
      if (type === MALFORMED)
        throw new ProtocolViolation(ViolationCode.malformed, 'a frame is malformed');
      if (type === FrameType.close) {
        this.#closedByPeer(packet);
        return;
      }
      if (type === FrameType.ack) {
        this.#acked(now, hasAck);
        hasAck = true;
        continue;
      }
      wantsAck = true;
      if (type !== FrameType.ping) this.streams.onFrame(type, reader, packet, now, transitUs);
    }
    if (wantsAck) this.#acks.onEliciting(now);
  }

  /** The reader stands on an ACK. A second one in a packet would only cost time. */
  #acked(now: number, isSecond: boolean): void {
    if (isSecond) throw new ProtocolViolation(ViolationCode.malformed, 'a packet has two ACKs');
    if (this.#flight.onAck(now, this.#reader)) this.#heard(now);
  }

  /** An answer came: the path is alive. */
  #heard(now: number): void {
    const {path} = this;
    path.mtu = this.#mtu.mtu;
    path.probes = 0;
    if (!this.#wasSilent) return;
    this.#wasSilent = false;
    path.controller.onBlackoutEnd(now);
    this.#events.push({type: 'resumed'});
  }

  #probeTimeout(now: number): void {
    this.#flight.onProbeTimeout(now);
    this.#probeDue = true;
    if (!this.path.isSilent || this.#wasSilent) return;
    this.#wasSilent = true;
    this.#events.push({type: 'silent'});
  }

  #tellStreams(): void {
    const {path, streams} = this;
    streams.packetSpace = path.mtu - PACKET_OVERHEAD_BYTES;
    const {lossRatio} = path;
    const copies =
      lossRatio <= CRITICAL_LOSS_MAX
        ? 0
        : Math.ceil(Math.log(CRITICAL_LOSS_MAX) / Math.log(Math.min(lossRatio, 0.5))) - 1;
    streams.criticalCopies = Math.min(COPIES_MAX, copies);
  }

  get #isWindowOpen(): boolean {
    return !this.#flight.isFull && this.path.inFlight < this.path.controller.window;
  }

  /** The least urgent priority that may be sent now; NOTHING: none. */
  #allowed(now: number): number {
    const {path} = this;
    const wanted = this.streams.nextPriority(now);
    const isOpen = this.#isWindowOpen && path.pacer.isOpen;
    if (wanted < CRITICAL) {
      if (isOpen) path.appLimitedUntil = this.#flight.next;
      return NOTHING;
    }
    if (isOpen) return BULK;
    return wanted === CRITICAL && this.#reserve.isOpen && !this.#flight.isFull ? CRITICAL : NOTHING;
  }

  #transmit(now: number, target: Uint8Array, allowed: number): number {
    const writer = this.#writer;
    const sizeMax = this.#probeDue ? this.#mtu.baseBytes : this.path.mtu;
    const start = this.#begin(now, target, Math.min(sizeMax, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    const most = this.#probeDue ? BULK : allowed;
    if (most >= CRITICAL) this.streams.fill(this.#draft, now, most);
    if (writer.offset === before && (this.#probeDue || this.#wantsRtt(now))) writer.ping();
    const wantsAck = writer.offset > before;
    if (writer.offset === start) return 0;
    this.#probeDue = false;
    this.#flight.onSent(now, writer.offset, wantsAck, false);
    if (allowed === CRITICAL) this.#reserve.onSent(writer.offset);
    return writer.offset;
  }

  /** Who only acknowledges asks for an answer now and then, to know the round trip. */
  #wantsRtt(now: number): boolean {
    return now - this.path.lastSentMs >= RTT_PROBE_MS;
  }

  #begin(now: number, target: Uint8Array, limit: number): number {
    const start = writePacketHeader(target, this.#flight.next, Math.round(now * 1000) >>> 0);
    this.#writer.begin(target, start, limit);
    this.#draft.frames = this.#flight.draft();
    return start;
  }

  #mtuProbeBytes(now: number, most: number): number {
    if (this.path.isSilent || this.#received.packetsReceived === 0 || !this.#isWindowOpen) return 0;
    const bytes = this.#mtu.probeBytes(now);
    return bytes <= most && this.path.pacer.isOpen ? bytes : 0;
  }

  #transmitMtuProbe(now: number, target: Uint8Array, bytes: number): number {
    this.#begin(now, target, bytes);
    this.#writer.ping();
    this.#writer.pad();
    this.#flight.onSent(now, bytes, true, true);
    this.#mtu.onProbeSent();
    return bytes;
  }

  #transmitClose(now: number, target: Uint8Array): number {
    const frame = this.#close.take(now, this.path.rtt.smoothedMs);
    if (!frame) return 0;
    this.#begin(now, target, Math.min(target.length, this.#mtu.baseBytes));
    this.#writer.close(frame.code, frame.reason);
    this.#flight.onSent(now, this.#writer.offset, false, false);
    return this.#writer.offset;
  }

  #closedByPeer(packet: Uint8Array): void {
    const {code, dataStart, dataEnd} = this.#reader;
    const isNews = !this.isClosed;
    this.#close.end();
    if (isNews)
      this.#end(code, new TextDecoder().decode(packet.subarray(dataStart, dataEnd)), true);
  }

  #end(code: number, reason: string, byPeer: boolean): void {
    this.streams.close();
    this.#events.push({type: 'closed', code, reason, byPeer});
  }
}
