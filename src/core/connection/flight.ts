import {NumberSkips} from '../recovery/number-skips.js';
import {PacketState, SentPackets} from '../recovery/sent-packets.js';
import type {SentFrame} from '../streams/sent-frame.js';
import type {FrameReader} from '../wire/frame-reader.js';
import type {Path} from './path.js';
import type {Paths} from './paths.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

/** A packet that arrives later than this many others stays lost. */
const SPURIOUS_PACKETS_MAX = 1024;

export interface FlightStats {
  packetsSent: number;
  packetsLost: number;
  /** Thought lost, and arrived after all. */
  packetsSpurious: number;
  bytesSent: number;
  probeTimeouts: number;
}

/**
 * What has been sent and what became of it: takes acknowledgements, finds losses, and tells the frames
 * of each packet and the path it took. Packet numbers are the connection's; losses are found path by path.
 */
export class Flight {
  readonly stats: FlightStats = {
    packetsSent: 0,
    packetsLost: 0,
    packetsSpurious: 0,
    bytesSent: 0,
    probeTimeouts: 0,
  };
  readonly #paths: Paths;
  readonly #sent = new SentPackets();
  readonly #skips: NumberSkips;
  readonly #lose = (slot: number) => this.#losePacket(slot);
  #now = 0;

  /** `random`: 0 <= x < 1. */
  constructor(paths: Paths, random: () => number) {
    this.#paths = paths;
    this.#skips = new NumberSkips(random);
  }

  /** The number of the next packet. */
  get next(): number {
    return this.#sent.next;
  }

  /** More packets than this may not be without feedback. */
  get isFull(): boolean {
    return this.#sent.isFull;
  }

  /** Where the frames of the next packet go, emptied. A full flight gives up its oldest packet. */
  draft(now: number): SentFrame[] {
    const sent = this.#sent;
    while (sent.isFull) {
      const slot = sent.slot(sent.oldest);
      this.#giveUp(now, slot, this.#pathOf(slot) as Path);
      sent.settle();
    }
    return sent.draft();
  }

  /** A packet of `bytes` leaves on `path` with the drafted frames. */
  onSent(
    now: number,
    path: Path,
    bytes: number,
    {wantsAck, isMtuProbe}: {wantsAck: boolean; isMtuProbe: boolean},
  ): void {
    const sent = this.#sent;
    const slot = sent.add();
    if (this.#skips.take(sent.next)) sent.skip();
    this.stats.packetsSent += 1;
    this.stats.bytesSent += bytes;
    sent.sentAtMs[slot] = now;
    sent.state[slot] = wantsAck ? PacketState.inFlight : PacketState.bare;
    sent.path[slot] = path.id;
    if (!wantsAck) return;
    sent.bytes[slot] = bytes;
    sent.isMtuProbe[slot] = isMtuProbe ? 1 : 0;
    if (path.packetsInFlight === 0) path.unheardSinceMs = now;
    path.inFlight += bytes;
    path.packetsInFlight += 1;
    path.lastSentMs = now;
    path.pacer.onSent(bytes);
    path.controller.onSent(now, bytes, path.inFlight);
  }

  /**
   * `reader` stands on an ACK that came on path `arrival`. True when it told of anything new.
   *
   * @throws ProtocolViolation when the peer acknowledges what was never sent
   */
  onAck(now: number, reader: FrameReader, arrival: number): boolean {
    const sent = this.#sent;
    const {ranges, rangeCount} = reader;
    const largest = ranges[1] as number;
    if (largest >= sent.next) throw neverSent();
    for (const path of this.#paths.all) path.beginSample(now);
    const isNew = sent.isUnheard(largest);
    for (let index = rangeCount - 1; index >= 0; index--) {
      this.#ackRange(now, ranges[2 * index] as number, ranges[2 * index + 1] as number);
    }
    const ofLargest = isNew ? this.#pathOf(sent.slot(largest)) : undefined;
    this.#measure(now, reader, {ofLargest, arrival});
    let isAnswered = false;
    for (const path of this.#paths.all) {
      if (path.sample.ackedBytes > 0) {
        isAnswered = true;
        if (this.#paths.all.length > 1) path.unheardSinceMs = this.#unheardSince(path);
      }
    }
    this.#detectLoss(now);
    for (const path of this.#paths.all) path.endSample();
    return isAnswered;
  }

  /** Some packet may have waited too long by now. */
  onLossTimeout(now: number): void {
    for (const path of this.#paths.all) path.beginSample(now);
    this.#detectLoss(now);
    for (const path of this.#paths.all) path.endSample();
  }

  /**
   * Nothing came back on `path` in time: has the frames of the oldest packet that was not asked about
   * sent again, though it may yet arrive (RFC 9002 section 6.2.4); `all`: those of every packet.
   */
  onProbeTimeout(now: number, path: Path, {all}: {all: boolean}): void {
    const sent = this.#sent;
    this.stats.probeTimeouts += 1;
    path.probes += 1;
    for (let number = sent.oldest; number < sent.next; number++) {
      const slot = sent.slot(number);
      if (!this.#isInFlight(slot, path) || sent.isRepeated[slot]) continue;
      sent.isRepeated[slot] = 1;
      this.#tellFrames(slot, now, false);
      if (!all) return;
    }
  }

  /** Has the small messages of the newest packet sent once more, and tells how many bytes that is. */
  copyNewest(): number {
    const frames = this.#sent.frames[this.#sent.slot(this.#sent.next - 1)] as SentFrame[];
    let bytes = 0;
    for (let index = 0; index < frames.length; index++) bytes += frames[index]?.copy() ?? 0;
    return bytes;
  }

  /** What is in flight on `path` is given up there, which says nothing of its rate. */
  abandon(now: number, path: Path): void {
    const sent = this.#sent;
    for (let number = sent.oldest; number < sent.next; number++) {
      const slot = sent.slot(number);
      if (this.#isInFlight(slot, path)) this.#giveUp(now, slot, path);
    }
    sent.settle();
  }

  #giveUp(now: number, slot: number, path: Path): void {
    const sent = this.#sent;
    this.#leave(slot, path, PacketState.lost);
    if (sent.isMtuProbe[slot]) path.mtuSearch.onProbeLost(sent.bytes[slot] as number);
    if (!sent.isRepeated[slot]) this.#tellFrames(slot, now, false);
  }

  #ackRange(now: number, first: number, last: number): void {
    const sent = this.#sent;
    // Below the oldest in flight everything is settled; what was taken for lost is of interest a while.
    const lowest = Math.max(first, sent.oldest - SPURIOUS_PACKETS_MAX, 0);
    for (let number = last; number >= lowest; number--) {
      const slot = sent.slot(number);
      const state = sent.state[slot];
      if (state === PacketState.inFlight) this.#ackPacket(now, number, slot);
      else if (state === PacketState.lost) this.#ackLost(now, number, slot);
      else if (state === PacketState.bare) sent.state[slot] = PacketState.acked;
      else if (state === PacketState.skipped) throw neverSent();
    }
  }

  #ackPacket(now: number, number: number, slot: number): void {
    // What is in flight on a path is given up before the path goes.
    const path = this.#pathOf(slot) as Path;
    const bytes = this.#sent.bytes[slot] as number;
    const sentAtMs = this.#sent.sentAtMs[slot] as number;
    this.#leave(slot, path, PacketState.acked);
    path.sample.ackedBytes += bytes;
    if (!(sentAtMs <= path.newestAckedSentMs)) path.newestAckedSentMs = sentAtMs;
    path.onAcked(number, this.#sent.next);
    if (this.#sent.isMtuProbe[slot]) path.mtuSearch.onProbeAcked(bytes);
    else path.mtuSearch.onAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  /** It was thought lost and was not. */
  #ackLost(now: number, number: number, slot: number): void {
    const path = this.#pathOf(slot);
    const bytes = this.#sent.bytes[slot] as number;
    this.#sent.state[slot] = PacketState.acked;
    this.stats.packetsSpurious += 1;
    path?.loss.onSpurious(number);
    path?.controller.onSpuriousLoss(now, bytes);
    if (this.#sent.isMtuProbe[slot]) path?.mtuSearch.onProbeAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  /**
   * A round trip is told by the largest, if any of those new wanted to be answered (RFC 9002 section
   * 5.1). Of another path it is told by its newest, if the answer came on it.
   * On a path in doubt answers get lost: what then comes by another way is late for that reason.
   */
  #measure(
    now: number,
    {delayUs, oneWayUs, ranges}: FrameReader,
    {ofLargest, arrival}: {ofLargest: Path | undefined; arrival: number},
  ): void {
    for (const path of this.#paths.all) {
      if (path.sample.ackedBytes === 0) continue;
      if (path.isDoubtful && path.id !== arrival) continue;
      if (path === ofLargest) {
        const sentAtMs = this.#sent.sentAtMs[this.#sent.slot(ranges[1] as number)] as number;
        path.rtt.update(now, now - sentAtMs, delayUs / 1000);
        if (Number.isNaN(path.oneWayReferenceUs)) path.oneWayReferenceUs = oneWayUs;
        // The clocks differ by anything; the difference from the first packet is small and signed.
        path.sample.oneWayMs = ((oneWayUs - path.oneWayReferenceUs) | 0) / 1000;
        path.sample.arrivedAtMs = sentAtMs + path.sample.oneWayMs;
      } else if (ofLargest && path.id === arrival) {
        path.rtt.update(now, now - path.newestAckedSentMs, 0);
      } else continue;
      path.sample.rttMs = path.rtt.latestMs;
      path.outlook.onRtt(path.rtt.latestMs);
    }
  }

  #detectLoss(now: number): void {
    this.#now = now;
    this.#sent.settle();
    for (const path of this.#paths.all) path.loss.detect(now, this.#sent, path.rtt, this.#lose);
    this.#sent.settle();
  }

  #losePacket(slot: number): void {
    const path = this.#pathOf(slot) as Path;
    const bytes = this.#sent.bytes[slot] as number;
    this.#leave(slot, path, PacketState.lost);
    this.stats.packetsLost += 1;
    path.outlook.onLost();
    if (this.#sent.isMtuProbe[slot]) {
      path.mtuSearch.onProbeLost(bytes);
    } else if (!path.isSilent) {
      // What a blackout swallowed says nothing of rate or size.
      path.sample.lostBytes += bytes;
      path.mtuSearch.onLost(this.#now, bytes);
    }
    if (!this.#sent.isRepeated[slot]) this.#tellFrames(slot, this.#now, false);
  }

  /** When the oldest packet in flight on `path` left that is newer than all those answered. */
  #unheardSince(path: Path): number {
    const sent = this.#sent;
    if (path.packetsInFlight === 0) return Number.POSITIVE_INFINITY;
    for (let number = path.loss.largestAcked + 1; number < sent.next; number++) {
      const slot = sent.slot(number);
      if (this.#isInFlight(slot, path)) return sent.sentAtMs[slot] as number;
    }
    return path.lastSentMs;
  }

  #isInFlight(slot: number, path: Path): boolean {
    return this.#sent.state[slot] === PacketState.inFlight && this.#sent.path[slot] === path.id;
  }

  /** Undefined: it is gone. */
  #pathOf(slot: number): Path | undefined {
    return this.#paths.get(this.#sent.path[slot] as number);
  }

  #leave(slot: number, path: Path, state: number): void {
    this.#sent.state[slot] = state;
    path.inFlight -= this.#sent.bytes[slot] as number;
    path.packetsInFlight -= 1;
  }

  #tellFrames(slot: number, now: number, arrived: boolean): void {
    const frames = this.#sent.frames[slot] as SentFrame[];
    for (let index = 0; index < frames.length; index++) {
      if (arrived) frames[index]?.acked(now);
      else frames[index]?.lost(now);
    }
    if (arrived) frames.length = 0;
  }
}

function neverSent(): ProtocolViolation {
  const what = 'a packet that was never sent is acknowledged';
  return new ProtocolViolation(ViolationCode.malformed, what);
}
