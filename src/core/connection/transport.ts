import type {PathQuality} from '../paths/quality.js';
import {BULK_CLASS, CRITICAL_CLASS, NO_CLASS} from '../scheduler/classes.js';
import type {SentFrame} from '../streams/sent-frame.js';
import {Streams} from '../streams/streams.js';
import {ByteReader} from '../wire/byte-reader.js';
import {END, FrameReader, MALFORMED} from '../wire/frame-reader.js';
import {FrameType} from '../wire/frame-type.js';
import {FrameWriter} from '../wire/frame-writer.js';
import {type PacketHeader, readPacketHeader, writePacketHeader} from '../wire/packet-header.js';
import {AckSchedule} from './ack-schedule.js';
import {Allowance} from './allowance.js';
import {CloseState} from './close-state.js';
import {criticalCopies, criticalReserve} from './critical.js';
import {Flight} from './flight.js';
import {Path, type PathOptions} from './path.js';
import {PathWatch} from './path-watch.js';
import {Paths} from './paths.js';
import type {TransportEvent, TransportOptions, TransportStats} from './transport-contract.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

/** What is sent and wants no acknowledgement. */
const BARE = {wantsAck: false, isMtuProbe: false};
const RTT_PROBE_MS = 500;
/** Header, and an acknowledgement of usual size. */
const PACKET_OVERHEAD_BYTES = 24;

/**
 * One end of a connection, without IO: packets, acknowledgements, loss recovery, congestion control
 * and pacing under the streams, over one path or several. Times are milliseconds of any monotonic
 * clock. After every call `pollTransmit` until 0, then `pollEvent`, then wait for `pollTimeout`.
 */
export class Transport {
  readonly streams: Streams;
  /** The path that the packet of the last `pollTransmit` is for. */
  transmitPath = 0;
  readonly #paths: Paths;
  readonly #flight: Flight;
  readonly #watch: PathWatch;
  readonly #acks = new AckSchedule();
  readonly #reserve = new Allowance();
  readonly #close = new CloseState();
  readonly #bytes = new ByteReader();
  readonly #header: PacketHeader = {number: 0, sentAtUs: 0};
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #draft: {writer: FrameWriter; frames: SentFrame[]} = {writer: this.#writer, frames: []};
  readonly #events: TransportEvent[] = [];

  constructor({isCaller, random, objective, ...path}: TransportOptions) {
    this.streams = new Streams({isCaller});
    this.#paths = new Paths(new Path({rank: 0, ...path, id: 0}), objective);
    this.#flight = new Flight(this.#paths, random);
    this.#watch = new PathWatch(this.#paths, this.#flight, (event) => this.#events.push(event));
  }

  /** The path in use. */
  get path(): Path {
    return this.#paths.active;
  }

  /** @throws RangeError for an id in use */
  addPath(path: PathOptions): void {
    this.#paths.add(new Path(path));
  }

  /** What is on its way there is sent again. The last path stays. */
  removePath(now: number, id: number): void {
    const path = this.#paths.get(id);
    if (!path || !this.#paths.remove(id)) return;
    this.#flight.abandon(now, path);
    this.#watch.select(now, true);
  }

  /**
   * `packet` is whole and intact (the carrier authenticates it) and belongs to this from now on.
   * `pathId`: of the path it came on.
   */
  handlePacket(packet: Uint8Array, now: number, pathId = this.path.id): void {
    this.#bytes.reset(packet);
    if (this.#close.isClosed || !readPacketHeader(this.#bytes, this.#header)) return;
    if (!this.#acks.onPacket(now, pathId, this.#header, packet.length)) return;
    try {
      this.#frames(packet, now, pathId);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.close(error.code, error.message);
    }
  }

  handleTimeout(now: number): void {
    this.#watch.handleTimeout(now);
    this.streams.handleTimeout(now);
    this.#close.handleTimeout(now);
  }

  /** Writes the next packet, for `transmitPath`, and returns its length; 0: nothing to send now. */
  pollTransmit(now: number, target: Uint8Array): number {
    if (this.#close.isClosing) return this.#transmitClose(now, target);
    for (const path of this.#paths.all) {
      if (path.probeUpTo > NO_CLASS) return this.#transmitProbe(now, path, target);
      if (path.ping.hasToSay) return this.#transmitPing(now, path, target);
    }
    const path = this.#paths.carrier;
    this.#prepare(now, path);
    const allowed = this.#allowed(now, path);
    if (allowed !== CRITICAL_CLASS) {
      const probeBytes = this.#mtuProbeBytes(now, path, target.length);
      if (probeBytes > 0) return this.#transmitMtuProbe(now, path, target, probeBytes);
    }
    if (allowed >= CRITICAL_CLASS) return this.#transmit(now, path, target, allowed);
    if (this.#acks.dueAtMs > now) return 0;
    return this.#transmit(now, this.#paths.back(this.#acks.pathId), target, NO_CLASS);
  }

  pollEvent(): TransportEvent | undefined {
    return this.#events.shift() ?? this.streams.pollEvent();
  }

  /** When to call `handleTimeout` and `pollTransmit` next; `Infinity`: only when something happens. */
  pollTimeout(now: number): number {
    if (this.#close.isClosing || this.#close.isClosed) return this.#close.timeoutMs;
    const path = this.#paths.carrier;
    const timeout = Math.min(this.#acks.dueAtMs, this.#paths.timeoutMs, this.streams.pollTimeout());
    const mayGo = this.#isWindowOpen(path) && this.streams.nextPriority(now) !== NO_CLASS;
    if (!mayGo) return timeout;
    return Math.min(timeout, path.pacer.opensAt(now, path.controller.pacingRate));
  }

  /** Ends the connection; the peer is told `code` and `reason` (at most 256 bytes of it). */
  close(code: number, reason: string): void {
    if (!this.#close.begin(code, reason)) return;
    this.#end(code, reason, false);
  }

  get stats(): TransportStats {
    return {...this.#flight.stats, ...this.#acks.stats};
  }

  /** How good each path is, as acknowledgements and PATH_PINGs tell. */
  quality(now: number): PathQuality[] {
    return this.#paths.quality(now);
  }

  get isClosed(): boolean {
    return this.#close.isClosed || this.#close.isClosing;
  }

  #frames(packet: Uint8Array, now: number, pathId: number): void {
    const reader = this.#reader;
    const transitUs = (this.#paths.transitMs(pathId) + this.#acks.excessMs) * 1000;
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
        this.#acked(now, pathId, hasAck);
        hasAck = true;
        continue;
      }
      if (type === FrameType.pathPing || type === FrameType.pathPong) {
        this.#pinged(now, pathId, type);
        continue;
      }
      wantsAck = true;
      if (type !== FrameType.ping) this.streams.onFrame(type, reader, packet, now, transitUs);
    }
    if (wantsAck) this.#acks.onEliciting(now);
  }

  /** The reader stands on an ACK. A second one in a packet would only cost time. */
  #acked(now: number, pathId: number, isSecond: boolean): void {
    if (isSecond) throw new ProtocolViolation(ViolationCode.malformed, 'a packet has two ACKs');
    if (this.#flight.onAck(now, this.#reader, pathId)) this.#watch.onAnswers(now, pathId);
  }

  /** The reader stands on a PATH_PING or a PATH_PONG. */
  #pinged(now: number, pathId: number, type: number): void {
    const path = this.#paths.get(pathId);
    if (!path) return;
    if (type === FrameType.pathPing) path.ping.echo = this.#reader.value;
    else this.#watch.onPong(now, path, this.#reader.value);
  }

  #prepare(now: number, path: Path): void {
    const {pacingRate} = path.controller;
    path.pacer.refill(now, pacingRate);
    this.#reserve.refill(now, criticalReserve(pacingRate));
    this.streams.packetSpace = path.mtu - PACKET_OVERHEAD_BYTES;
    this.streams.criticalCopies = criticalCopies(path.lossRatio);
  }

  #isWindowOpen(path: Path): boolean {
    return !this.#flight.isFull && path.isWindowOpen;
  }

  /** The least urgent priority that may be sent now; NO_CLASS: none. */
  #allowed(now: number, path: Path): number {
    const wanted = this.streams.nextPriority(now);
    const isOpen = this.#isWindowOpen(path) && path.pacer.isOpen;
    if (wanted === NO_CLASS) {
      if (isOpen) path.appLimitedUntil = this.#flight.next;
      return NO_CLASS;
    }
    if (isOpen) return BULK_CLASS;
    const mayUseReserve = wanted === CRITICAL_CLASS && this.#reserve.isOpen;
    return mayUseReserve && !this.#flight.isFull ? CRITICAL_CLASS : NO_CLASS;
  }

  #transmit(now: number, path: Path, target: Uint8Array, allowed: number): number {
    const writer = this.#writer;
    const start = this.#begin(now, path, target, Math.min(path.mtu, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    if (allowed >= CRITICAL_CLASS) this.streams.fill(this.#draft, now, allowed);
    // Who only acknowledges asks for an answer now and then, to know the round trip.
    const wantsRtt = now - path.lastSentMs >= RTT_PROBE_MS;
    if (writer.offset === before && wantsRtt) writer.ping();
    const wantsAck = writer.offset > before;
    if (writer.offset === start) return 0;
    this.#sent(now, path, {wantsAck, isMtuProbe: false});
    this.#watch.onSent(now, path);
    if (allowed === CRITICAL_CLASS) this.#reserve.onSent(writer.offset);
    return writer.offset;
  }

  /** Whatever the window: what is to be answered, small enough for any path. */
  #transmitProbe(now: number, path: Path, target: Uint8Array): number {
    const writer = this.#writer;
    this.#prepare(now, path);
    this.#begin(now, path, target, Math.min(path.mtuSearch.baseBytes, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    this.streams.fill(this.#draft, now, path.probeUpTo);
    path.probeUpTo = NO_CLASS;
    if (writer.offset === before) writer.ping();
    return this.#sent(now, path, {wantsAck: true, isMtuProbe: false});
  }

  #transmitPing(now: number, path: Path, target: Uint8Array): number {
    this.#begin(now, path, target, Math.min(path.mtuSearch.baseBytes, target.length));
    path.ping.write(now, this.#writer);
    return this.#sent(now, path, BARE);
  }

  #begin(now: number, path: Path, target: Uint8Array, limit: number): number {
    const start = writePacketHeader(target, this.#flight.next, Math.round(now * 1000) >>> 0);
    this.transmitPath = path.id;
    this.#writer.begin(target, start, limit);
    this.#draft.frames = this.#flight.draft(now);
    return start;
  }

  #mtuProbeBytes(now: number, path: Path, most: number): number {
    if (this.#flight.isFull || this.#acks.stats.packetsReceived === 0) return 0;
    const bytes = path.mtuProbeBytes(now);
    return bytes <= most ? bytes : 0;
  }

  #transmitMtuProbe(now: number, path: Path, target: Uint8Array, bytes: number): number {
    this.#begin(now, path, target, bytes);
    this.#writer.ping();
    this.#writer.pad();
    path.mtuSearch.onProbeSent();
    return this.#sent(now, path, {wantsAck: true, isMtuProbe: true});
  }

  #transmitClose(now: number, target: Uint8Array): number {
    const {carrier} = this.#paths;
    const frame = this.#close.take(now, carrier.rtt.smoothedMs);
    if (!frame) return 0;
    this.#begin(now, carrier, target, Math.min(target.length, carrier.mtuSearch.baseBytes));
    this.#writer.close(frame.code, frame.reason);
    return this.#sent(now, carrier, BARE);
  }

  /** The packet leaves as it is written. */
  #sent(now: number, path: Path, kind: {wantsAck: boolean; isMtuProbe: boolean}): number {
    const {offset} = this.#writer;
    this.#flight.onSent(now, path, offset, kind);
    return offset;
  }

  #closedByPeer(packet: Uint8Array): void {
    const {code, dataStart, dataEnd} = this.#reader;
    const reason = new TextDecoder().decode(packet.subarray(dataStart, dataEnd));
    if (!this.isClosed) this.#end(code, reason, true);
    this.#close.end();
  }

  #end(code: number, reason: string, byPeer: boolean): void {
    this.streams.close();
    this.#events.push({type: 'closed', code, reason, byPeer});
  }
}
