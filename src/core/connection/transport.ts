import type {Objective} from '../paths/selector.js';
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
import {criticalCopies} from './critical-copies.js';
import {CriticalReserve} from './critical-reserve.js';
import {Flight, type FlightStats} from './flight.js';
import {Path, type PathOptions} from './path.js';
import {type Move, Paths} from './paths.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

const CRITICAL = 0;
const BULK = 4;
const NOTHING = -1;
const RTT_PROBE_MS = 500;
/** Header, and an acknowledgement of usual size. */
const PACKET_OVERHEAD_BYTES = 24;

/** Of the connection, and of its first path. */
export interface TransportOptions extends Omit<PathOptions, 'id' | 'rank'> {
  isCaller: boolean;
  /** 0 <= x < 1; says which packet numbers are left out. */
  random(): number;
  /** 0 where it is not given, as its id. */
  rank?: number;
  /** A path that will not meet it is left, if another will. */
  objective?: Objective;
}

/** What an interactive application takes for good. */
const OBJECTIVE: Objective = {rttMsMax: 200, lossMax: 0.15};

export type TransportEvent =
  | StreamEvent
  /** Another path is in use. */
  | ({type: 'moved'} & Move)
  /** Nothing is heard of the peer on any path, and it is again. */
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
 * and pacing under the streams, over one path or several. Times are milliseconds of any monotonic
 * clock. After every call `pollTransmit` until 0, then `pollEvent`, then wait for `pollTimeout`.
 */
export class Transport {
  readonly streams: Streams;
  /** The path that the packet of the last `pollTransmit` is for. */
  transmitPath = 0;
  readonly #paths: Paths;
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
  #wasSilent = false;

  constructor({isCaller, random, objective = OBJECTIVE, ...path}: TransportOptions) {
    this.streams = new Streams({isCaller});
    this.#paths = new Paths(new Path({rank: 0, ...path, id: 0}), objective);
    this.#flight = new Flight(this.#paths, random);
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
    this.#select(now, true);
  }

  /**
   * `packet` is whole and intact (the carrier authenticates it) and belongs to this from now on.
   * `pathId`: of the path it came on.
   */
  handlePacket(packet: Uint8Array, now: number, pathId = this.path.id): void {
    this.#bytes.reset(packet);
    if (this.#close.isClosed || !readPacketHeader(this.#bytes, this.#header)) return;
    this.#received.packetsReceived += 1;
    this.#received.bytesReceived += packet.length;
    if (!this.#acks.onPacket(now, pathId, this.#header)) {
      this.#received.packetsDuplicate += 1;
      return;
    }
    try {
      this.#frames(packet, now, pathId);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.close(error.code, error.message);
    }
  }

  handleTimeout(now: number): void {
    for (const path of this.#paths.all) {
      if (path.loss.lossAtMs <= now) this.#flight.onLossTimeout(now);
      if (this.#paths.probeAtMs(path) <= now) this.#probeTimeout(now, path);
    }
    this.#paths.keepAlive(now);
    this.#select(now, false);
    this.streams.handleTimeout(now);
    this.#close.handleTimeout(now);
  }

  /**
   * Writes the next packet into `target` and returns its length; 0: nothing to send now. It is to
   * leave on `transmitPath`.
   */
  pollTransmit(now: number, target: Uint8Array): number {
    if (this.#close.isClosing) return this.#transmitClose(now, target);
    for (const path of this.#paths.all) {
      if (path.isProbeDue) return this.#transmitProbe(now, path, target);
      const isAsked = path.ping.isDue || !Number.isNaN(path.ping.echo);
      if (isAsked) return this.#transmitPing(now, path, target);
    }
    const path = this.#paths.carrier;
    this.#prepare(now, path);
    const allowed = this.#allowed(now, path);
    if (allowed !== CRITICAL) {
      const probeBytes = this.#mtuProbeBytes(now, path, target.length);
      if (probeBytes > 0) return this.#transmitMtuProbe(now, path, target, probeBytes);
    }
    if (allowed >= CRITICAL) return this.#transmit(now, path, target, allowed);
    return this.#acks.dueAtMs <= now ? this.#transmit(now, this.#ackPath, target, NOTHING) : 0;
  }

  pollEvent(): TransportEvent | undefined {
    return this.#events.shift() ?? this.streams.pollEvent();
  }

  /** When to call `handleTimeout` and `pollTransmit` next; `Infinity`: only when something happens. */
  pollTimeout(now: number): number {
    if (this.#close.isClosing || this.#close.isClosed) return this.#close.timeoutMs;
    const path = this.#paths.carrier;
    const {dueAtMs} = this.#acks;
    const timeout = Math.min(dueAtMs, this.#paths.timeoutMs, this.streams.pollTimeout());
    if (!this.#isWindowOpen(path) || this.streams.nextPriority(now) < CRITICAL) return timeout;
    return Math.min(timeout, path.pacer.opensAt(now, path.controller.pacingRate));
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

  #frames(packet: Uint8Array, now: number, pathId: number): void {
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
    if (this.#flight.onAck(now, this.#reader, pathId)) this.#heard(now, pathId);
  }

  /** The reader stands on a PATH_PING or a PATH_PONG. */
  #pinged(now: number, pathId: number, type: number): void {
    const path = this.#paths.get(pathId);
    if (!path) return;
    if (type === FrameType.pathPing) path.ping.echo = this.#reader.value;
    else {
      path.onPong(now, this.#reader.value);
      this.#resume(now);
    }
  }

  /**
   * Answers came. On a path in doubt only those that came on the path itself count: what comes by
   * another way tells of what was sent, not of what can be heard.
   */
  #heard(now: number, pathId: number): void {
    for (const path of this.#paths.all) {
      const counts = path.id === pathId || !path.isDoubtful;
      if (path.sample.ackedBytes > 0 && counts) path.onAnswered(now);
    }
    this.#resume(now);
  }

  #resume(now: number): void {
    if (this.path.isDoubtful) this.#select(now, true);
    if (!this.#wasSilent || this.path.isSilent) return;
    this.#wasSilent = false;
    this.#events.push({type: 'resumed'});
  }

  #probeTimeout(now: number, path: Path): void {
    const {ping} = path;
    if (path.probes === 0) path.doubtAtMs = now;
    if (ping.isPending) path.outlook.onLost();
    if (path !== this.path) {
      this.#standbyTimeout(now, path);
      return;
    }
    const {standby} = this.#paths;
    // What another path can carry now need not wait until this one is known to be silent.
    this.#flight.onProbeTimeout(now, path, {all: standby !== undefined});
    if (this.#paths.all.length > 1) ping.isDue = true;
    if (standby) standby.isProbeDue = standby.ping.isDue = true;
    else path.isProbeDue = true;
    this.#select(now, true);
    if (!this.path.isSilent || this.#wasSilent) return;
    this.#wasSilent = true;
    this.#events.push({type: 'silent'});
  }

  #standbyTimeout(now: number, path: Path): void {
    this.#flight.abandon(now, path);
    if (!path.ping.isPending) return;
    path.ping.isPending = false;
    path.probes += 1;
    // Asked once more at once, and then now and then.
    path.ping.isDue = path.probes === 1;
  }

  #select(now: number, urgent: boolean): void {
    if (this.#paths.all.length === 1 && !urgent) return;
    const left = this.path;
    const move = this.#paths.select(now, urgent);
    if (!move) return;
    if (left.isDoubtful) this.#flight.abandon(now, left);
    this.#events.push({type: 'moved', ...move});
  }

  #prepare(now: number, path: Path): void {
    const {pacingRate} = path.controller;
    path.pacer.refill(now, pacingRate);
    this.#reserve.refill(now, pacingRate);
    this.streams.packetSpace = path.mtu - PACKET_OVERHEAD_BYTES;
    this.streams.criticalCopies = criticalCopies(path.lossRatio);
  }

  #isWindowOpen(path: Path): boolean {
    return !this.#flight.isFull && path.isWindowOpen;
  }

  /** Where an acknowledgement of its own goes: whence the newest packet came, if that way is open. */
  get #ackPath(): Path {
    const path = this.#paths.get(this.#acks.pathId);
    return path && !path.isDoubtful ? path : this.#paths.carrier;
  }

  /** The least urgent priority that may be sent now; NOTHING: none. */
  #allowed(now: number, path: Path): number {
    const wanted = this.streams.nextPriority(now);
    const isOpen = this.#isWindowOpen(path) && path.pacer.isOpen;
    if (wanted < CRITICAL) {
      if (isOpen) path.appLimitedUntil = this.#flight.next;
      return NOTHING;
    }
    if (isOpen) return BULK;
    return wanted === CRITICAL && this.#reserve.isOpen && !this.#flight.isFull ? CRITICAL : NOTHING;
  }

  #transmit(now: number, path: Path, target: Uint8Array, allowed: number): number {
    const writer = this.#writer;
    const start = this.#begin(now, path, target, Math.min(path.mtu, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    if (allowed >= CRITICAL) this.streams.fill(this.#draft, now, allowed);
    // Who only acknowledges asks for an answer now and then, to know the round trip.
    const wantsRtt = now - path.lastSentMs >= RTT_PROBE_MS;
    if (writer.offset === before && wantsRtt) writer.ping();
    const wantsAck = writer.offset > before;
    if (writer.offset === start) return 0;
    this.#flight.onSent(now, path, writer.offset, {wantsAck, isMtuProbe: false});
    if (allowed === CRITICAL) this.#reserve.onSent(writer.offset);
    return writer.offset;
  }

  /** Whatever the window: what is to be answered, small enough for any path. */
  #transmitProbe(now: number, path: Path, target: Uint8Array): number {
    const writer = this.#writer;
    path.isProbeDue = false;
    this.#prepare(now, path);
    this.#begin(now, path, target, Math.min(path.mtuSearch.baseBytes, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    this.streams.fill(this.#draft, now, BULK);
    if (writer.offset === before) writer.ping();
    this.#flight.onSent(now, path, writer.offset, {wantsAck: true, isMtuProbe: false});
    return writer.offset;
  }

  #transmitPing(now: number, path: Path, target: Uint8Array): number {
    const writer = this.#writer;
    const echo = path.ping.takeEcho();
    this.#begin(now, path, target, Math.min(path.mtuSearch.baseBytes, target.length));
    if (!Number.isNaN(echo)) writer.pathPong(echo);
    if (path.ping.isDue) writer.pathPing(path.ping.send(now));
    this.#flight.onSent(now, path, writer.offset, {wantsAck: false, isMtuProbe: false});
    return writer.offset;
  }

  #begin(now: number, path: Path, target: Uint8Array, limit: number): number {
    const start = writePacketHeader(target, this.#flight.next, Math.round(now * 1000) >>> 0);
    this.transmitPath = path.id;
    this.#writer.begin(target, start, limit);
    this.#draft.frames = this.#flight.draft();
    return start;
  }

  #mtuProbeBytes(now: number, path: Path, most: number): number {
    if (path.isDoubtful || this.#received.packetsReceived === 0) return 0;
    if (!this.#isWindowOpen(path) || !path.pacer.isOpen) return 0;
    const bytes = path.mtuSearch.probeBytes(now);
    return bytes <= most ? bytes : 0;
  }

  #transmitMtuProbe(now: number, path: Path, target: Uint8Array, bytes: number): number {
    this.#begin(now, path, target, bytes);
    this.#writer.ping();
    this.#writer.pad();
    this.#flight.onSent(now, path, bytes, {wantsAck: true, isMtuProbe: true});
    path.mtuSearch.onProbeSent();
    return bytes;
  }

  #transmitClose(now: number, target: Uint8Array): number {
    const {carrier} = this.#paths;
    const frame = this.#close.take(now, carrier.rtt.smoothedMs);
    if (!frame) return 0;
    this.#begin(now, carrier, target, Math.min(target.length, carrier.mtuSearch.baseBytes));
    this.#writer.close(frame.code, frame.reason);
    const bytes = this.#writer.offset;
    this.#flight.onSent(now, carrier, bytes, {wantsAck: false, isMtuProbe: false});
    return bytes;
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
