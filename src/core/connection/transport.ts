import type {Controller} from '../congestion/controller.js';
import {MtuSearch} from '../paths/mtu-search.js';
import {PacketState, SentPackets} from '../recovery/sent-packets.js';
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
import {Path} from './path.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

const CRITICAL = 0;
const BULK = 4;
const NOTHING = -1;
/** A critical message is sent so often that fewer than this share of them needs a retransmission. */
const CRITICAL_LOSS_MAX = 0.002;
const COPIES_MAX = 3;
/** Header, and an acknowledgement of usual size. */
const PACKET_OVERHEAD_BYTES = 24;

export interface TransportOptions {
  isCaller: boolean;
  controller: Controller;
  initialRttMs: number;
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

export interface TransportStats {
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
  packetsSpurious: number;
  packetsDuplicate: number;
  bytesSent: number;
  bytesReceived: number;
  probeTimeouts: number;
}

/**
 * One end of a connection, without IO: packets, acknowledgements, loss recovery, congestion control
 * and pacing under the streams. Times are milliseconds of any monotonic clock. After every `handle`
 * call `pollTransmit` until 0, then `pollEvent`, then wait for `pollTimeout`.
 */
export class Transport {
  readonly streams: Streams;
  readonly path: Path;
  readonly mtu: MtuSearch;
  readonly stats: TransportStats = {
    packetsSent: 0,
    packetsReceived: 0,
    packetsLost: 0,
    packetsSpurious: 0,
    packetsDuplicate: 0,
    bytesSent: 0,
    bytesReceived: 0,
    probeTimeouts: 0,
  };
  readonly #sent = new SentPackets();
  readonly #acks = new AckSchedule();
  readonly #reserve = new CriticalReserve();
  readonly #close = new CloseState();
  readonly #bytes = new ByteReader();
  readonly #header: PacketHeader = {number: 0, sentAtUs: 0};
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #draft: {writer: FrameWriter; frames: SentFrame[]} = {writer: this.#writer, frames: []};
  readonly #events: TransportEvent[] = [];
  #oneWayReferenceUs = Number.NaN;
  #probeDue = false;
  #wasSilent = false;

  constructor(options: TransportOptions) {
    const {isCaller, controller, initialRttMs, baseMtu, maxMtu} = options;
    this.streams = new Streams({isCaller});
    this.path = new Path({id: 0, controller, initialRttMs, mtu: baseMtu});
    this.mtu = new MtuSearch(baseMtu, maxMtu);
  }

  /** `packet` is whole and intact (the carrier authenticates it) and belongs to this from now on. */
  handlePacket(packet: Uint8Array, now: number): void {
    this.#bytes.reset(packet);
    if (this.#close.isClosed || !readPacketHeader(this.#bytes, this.#header)) return;
    this.stats.packetsReceived += 1;
    this.stats.bytesReceived += packet.length;
    if (!this.#acks.onPacket(now, this.#header.number, this.#header.sentAtUs)) {
      this.stats.packetsDuplicate += 1;
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
    if (path.loss.lossAtMs <= now) {
      path.beginSample(now);
      this.#detectLoss(now);
      path.endSample();
    }
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

  get isClosed(): boolean {
    return this.#close.isClosed || this.#close.isClosing;
  }

  #frames(packet: Uint8Array, now: number): void {
    const reader = this.#reader;
    const transitUs = (this.path.rtt.minMs / 2 + this.#acks.excessMs) * 1000;
    let wantsAck = false;
    reader.begin(packet, this.#bytes.offset);
    for (let type = reader.next(); type !== END; type = reader.next()) {
      if (type === MALFORMED)
        throw new ProtocolViolation(ViolationCode.malformed, 'a frame is malformed');
      if (type === FrameType.close) {
        this.#closedByPeer(packet);
        return;
      }
      if (type === FrameType.ack) {
        this.#onAck(now);
        continue;
      }
      wantsAck = true;
      if (type !== FrameType.ping) this.streams.onFrame(type, reader, packet, now, transitUs);
    }
    if (wantsAck) this.#acks.onEliciting(now);
  }

  #onAck(now: number): void {
    const {path} = this;
    const {ranges, rangeCount, delayUs} = this.#reader;
    const largest = ranges[1] as number;
    if (largest >= this.#sent.next) {
      throw new ProtocolViolation(
        ViolationCode.malformed,
        'a packet that was never sent is acknowledged',
      );
    }
    path.beginSample(now);
    const largestSlot = this.#sent.slot(largest);
    const isNew =
      this.#sent.holds(largest) && this.#sent.state[largestSlot] === PacketState.inFlight;
    for (let index = rangeCount - 1; index >= 0; index--) {
      this.#ackRange(now, ranges[2 * index] as number, ranges[2 * index + 1] as number);
    }
    if (isNew) this.#measure(now, this.#sent.sentAtMs[largestSlot] as number, delayUs / 1000);
    this.#sent.settle();
    this.#detectLoss(now);
    this.#heard(now);
    path.endSample();
  }

  #ackRange(now: number, first: number, last: number): void {
    const sent = this.#sent;
    const lowest = Math.max(first, sent.next - sent.state.length, 0);
    for (let number = last; number >= lowest; number--) {
      const slot = sent.slot(number);
      const state = sent.state[slot];
      if (state === PacketState.inFlight) this.#ackPacket(now, number, slot);
      else if (state === PacketState.lost) this.#ackLost(now, number, slot);
    }
  }

  #ackPacket(now: number, number: number, slot: number): void {
    const {path} = this;
    const bytes = this.#sent.bytes[slot] as number;
    this.#leaveFlight(slot, PacketState.acked);
    path.sample.ackedBytes += bytes;
    path.onAcked(number, this.#sent.next);
    if (this.#sent.isMtuProbe[slot]) this.mtu.onProbeAcked(bytes);
    else this.mtu.onAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  /** It was thought lost and was not. */
  #ackLost(now: number, number: number, slot: number): void {
    const bytes = this.#sent.bytes[slot] as number;
    this.#sent.state[slot] = PacketState.acked;
    this.stats.packetsSpurious += 1;
    this.path.loss.onSpurious(number);
    this.path.controller.onSpuriousLoss(now, bytes);
    if (this.#sent.isMtuProbe[slot]) this.mtu.onProbeAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  #measure(now: number, sentAtMs: number, delayMs: number): void {
    const {path} = this;
    const {oneWayUs} = this.#reader;
    path.rtt.update(now, now - sentAtMs, delayMs);
    path.sample.rttMs = path.rtt.latestMs;
    if (Number.isNaN(this.#oneWayReferenceUs)) this.#oneWayReferenceUs = oneWayUs;
    // The clocks differ by anything; the difference from the first packet is small and signed.
    path.sample.oneWayMs = ((oneWayUs - this.#oneWayReferenceUs) | 0) / 1000;
    path.sample.arrivedAtMs = sentAtMs + path.sample.oneWayMs;
  }

  #detectLoss(now: number): void {
    this.path.loss.detect(now, this.#sent, this.path.rtt, (slot) => this.#lose(now, slot));
    this.#sent.settle();
  }

  #lose(now: number, slot: number): void {
    const {path} = this;
    const bytes = this.#sent.bytes[slot] as number;
    this.#leaveFlight(slot, PacketState.lost);
    this.stats.packetsLost += 1;
    if (this.#sent.isMtuProbe[slot]) {
      this.mtu.onProbeLost(bytes);
    } else if (!path.isSilent) {
      path.sample.lostBytes += bytes;
      if (this.mtu.onLost(now, bytes)) path.mtu = this.mtu.mtu;
    }
    if (!this.#sent.isRepeated[slot]) this.#tellFrames(slot, now, false);
  }

  #leaveFlight(slot: number, state: number): void {
    this.#sent.state[slot] = state;
    this.path.inFlight -= this.#sent.bytes[slot] as number;
    this.path.packetsInFlight -= 1;
  }

  #tellFrames(slot: number, now: number, arrived: boolean): void {
    const frames = this.#sent.frames[slot] as SentFrame[];
    for (let index = 0; index < frames.length; index++) {
      if (arrived) frames[index]?.acked(now);
      else frames[index]?.lost(now);
    }
    if (arrived) frames.length = 0;
  }

  /** An answer came: the path is alive. */
  #heard(now: number): void {
    const {path} = this;
    if (path.sample.ackedBytes === 0) return;
    path.mtu = this.mtu.mtu;
    path.probes = 0;
    if (!this.#wasSilent) return;
    this.#wasSilent = false;
    path.controller.onBlackoutEnd(now);
    this.#events.push({type: 'resumed'});
  }

  /** Nothing came back in time: sends again what is oldest, as a question (RFC 9002 section 6.2.4). */
  #probeTimeout(now: number): void {
    const sent = this.#sent;
    this.stats.probeTimeouts += 1;
    this.path.probes += 1;
    this.#probeDue = true;
    for (let number = sent.oldest; number < sent.next; number++) {
      const slot = sent.slot(number);
      if (sent.state[slot] !== PacketState.inFlight || sent.isRepeated[slot]) continue;
      sent.isRepeated[slot] = 1;
      this.#tellFrames(slot, now, false);
      break;
    }
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
    return !this.#sent.isFull && this.path.inFlight < this.path.controller.window;
  }

  /** The least urgent priority that may be sent now; NOTHING: none. */
  #allowed(now: number): number {
    const {path} = this;
    const wanted = this.streams.nextPriority(now);
    const isOpen = this.#isWindowOpen && path.pacer.isOpen;
    if (wanted < CRITICAL) {
      if (isOpen) path.appLimitedUntil = this.#sent.next;
      return NOTHING;
    }
    if (isOpen) return BULK;
    return wanted === CRITICAL && this.#reserve.isOpen && !this.#sent.isFull ? CRITICAL : NOTHING;
  }

  #transmit(now: number, target: Uint8Array, allowed: number): number {
    const writer = this.#writer;
    const sizeMax = this.#probeDue ? this.mtu.baseBytes : this.path.mtu;
    const start = this.#begin(now, target, Math.min(sizeMax, target.length));
    this.#acks.write(now, writer);
    const before = writer.offset;
    const most = this.#probeDue ? BULK : allowed;
    if (most >= CRITICAL) this.streams.fill(this.#draft, now, most);
    if (this.#probeDue && writer.offset === before) writer.ping();
    const wantsAck = writer.offset > before;
    if (writer.offset === start) return 0;
    this.#probeDue = false;
    this.#send(now, writer.offset, wantsAck);
    return writer.offset;
  }

  #begin(now: number, target: Uint8Array, limit: number): number {
    const start = writePacketHeader(target, this.#sent.next, Math.round(now * 1000) >>> 0);
    this.#writer.begin(target, start, limit);
    this.#draft.frames = this.#sent.draft();
    return start;
  }

  #send(now: number, bytes: number, wantsAck: boolean): number {
    const {path, stats} = this;
    const slot = this.#sent.add();
    stats.packetsSent += 1;
    stats.bytesSent += bytes;
    if (!wantsAck) return slot;
    this.#sent.state[slot] = PacketState.inFlight;
    this.#sent.sentAtMs[slot] = now;
    this.#sent.bytes[slot] = bytes;
    this.#sent.path[slot] = path.id;
    path.inFlight += bytes;
    path.packetsInFlight += 1;
    path.lastSentMs = now;
    path.pacer.onSent(bytes);
    if (path.inFlight > path.controller.window) this.#reserve.onSent(bytes);
    path.controller.onSent(now, bytes, path.inFlight);
    return slot;
  }

  #mtuProbeBytes(now: number, most: number): number {
    if (this.path.isSilent || this.stats.packetsReceived === 0 || !this.#isWindowOpen) return 0;
    const bytes = this.mtu.probeBytes(now);
    return bytes <= most && this.path.pacer.isOpen ? bytes : 0;
  }

  #transmitMtuProbe(now: number, target: Uint8Array, bytes: number): number {
    this.#begin(now, target, bytes);
    this.#writer.ping();
    this.#writer.pad();
    const slot = this.#send(now, bytes, true);
    this.#sent.isMtuProbe[slot] = 1;
    this.mtu.onProbeSent();
    return bytes;
  }

  #transmitClose(now: number, target: Uint8Array): number {
    const frame = this.#close.take(now, this.path.rtt.smoothedMs);
    if (!frame) return 0;
    this.#begin(now, target, Math.min(target.length, this.mtu.baseBytes));
    this.#writer.close(frame.code, frame.reason);
    this.#send(now, this.#writer.offset, false);
    return this.#writer.offset;
  }

  #closedByPeer(packet: Uint8Array): void {
    const {code, dataStart, dataEnd} = this.#reader;
    this.#close.end();
    this.#end(code, new TextDecoder().decode(packet.subarray(dataStart, dataEnd)), true);
  }

  #end(code: number, reason: string, byPeer: boolean): void {
    this.streams.close();
    this.#events.push({type: 'closed', code, reason, byPeer});
  }
}
