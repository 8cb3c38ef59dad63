import type {MtuSearch} from '../paths/mtu-search.js';
import {PacketState, SENT_MAX, SentPackets} from '../recovery/sent-packets.js';
import type {SentFrame} from '../streams/sent-frame.js';
import type {FrameReader} from '../wire/frame-reader.js';
import type {Path} from './path.js';
import {ProtocolViolation, ViolationCode} from './violation.js';

/** A packet that arrives later than this many others stays lost. */
const SPURIOUS_PACKETS_MAX = 1024;
/** From one number left out to the next, at most: half of what can be without feedback. */
const SKIP_PACKETS_MAX = SENT_MAX / 2;

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
 * of each packet, the path, its controller and the search for the MTU.
 */
export class Flight {
  readonly stats: FlightStats = {
    packetsSent: 0,
    packetsLost: 0,
    packetsSpurious: 0,
    bytesSent: 0,
    probeTimeouts: 0,
  };
  readonly #path: Path;
  readonly #mtu: MtuSearch;
  readonly #sent = new SentPackets();
  readonly #random: () => number;
  #skipAt: number;
  readonly #lose = (slot: number) => this.#losePacket(slot);
  #now = 0;
  #oneWayReferenceUs = Number.NaN;

  /** `random`: 0 <= x < 1. */
  constructor(path: Path, mtu: MtuSearch, random: () => number) {
    this.#path = path;
    this.#mtu = mtu;
    this.#random = random;
    this.#skipAt = this.#chooseSkip();
  }

  /** The number of the next packet. */
  get next(): number {
    return this.#sent.next;
  }

  /** More packets than this may not be without feedback. */
  get isFull(): boolean {
    return this.#sent.isFull;
  }

  /** Where the frames of the next packet go, emptied. */
  draft(): SentFrame[] {
    return this.#sent.draft();
  }

  /** A packet of `bytes` leaves with the drafted frames. */
  onSent(now: number, bytes: number, wantsAck: boolean, isMtuProbe: boolean): void {
    const path = this.#path;
    const sent = this.#sent;
    const slot = sent.add();
    if (sent.next === this.#skipAt) this.#skip();
    this.stats.packetsSent += 1;
    this.stats.bytesSent += bytes;
    sent.sentAtMs[slot] = now;
    sent.state[slot] = wantsAck ? PacketState.inFlight : PacketState.bare;
    if (!wantsAck) return;
    sent.bytes[slot] = bytes;
    sent.path[slot] = path.id;
    sent.isMtuProbe[slot] = isMtuProbe ? 1 : 0;
    path.inFlight += bytes;
    path.packetsInFlight += 1;
    path.lastSentMs = now;
    path.pacer.onSent(bytes);
    path.controller.onSent(now, bytes, path.inFlight);
  }

  /**
   * `reader` stands on an ACK. True when it told of anything new.
   *
   * @throws ProtocolViolation when the peer acknowledges what was never sent
   */
  onAck(now: number, reader: FrameReader): boolean {
    const sent = this.#sent;
    const path = this.#path;
    const {ranges, rangeCount, delayUs, oneWayUs} = reader;
    const largest = ranges[1] as number;
    if (largest >= sent.next) {
      throw neverSent();
    }
    path.beginSample(now);
    const slot = sent.slot(largest);
    const isNew = sent.holds(largest) && isUnheard(sent.state[slot]);
    for (let index = rangeCount - 1; index >= 0; index--) {
      this.#ackRange(now, ranges[2 * index] as number, ranges[2 * index + 1] as number);
    }
    // A round trip is told by the largest, if any of those new wanted to be answered (RFC 9002 section 5.1).
    if (isNew && path.sample.ackedBytes > 0)
      this.#measure(now, sent.sentAtMs[slot] as number, delayUs / 1000, oneWayUs);
    this.#detectLoss(now);
    path.endSample();
    return path.sample.ackedBytes > 0;
  }

  /** Some packet may have waited too long by now. */
  onLossTimeout(now: number): void {
    this.#path.beginSample(now);
    this.#detectLoss(now);
    this.#path.endSample();
  }

  /**
   * Nothing came back in time: has the frames of the oldest packet that was not asked about sent again,
   * though it may yet arrive (RFC 9002 section 6.2.4).
   */
  onProbeTimeout(now: number): void {
    const sent = this.#sent;
    this.stats.probeTimeouts += 1;
    this.#path.probes += 1;
    for (let number = sent.oldest; number < sent.next; number++) {
      const slot = sent.slot(number);
      if (sent.state[slot] !== PacketState.inFlight || sent.isRepeated[slot]) continue;
      sent.isRepeated[slot] = 1;
      this.#tellFrames(slot, now, false);
      return;
    }
  }

  /**
   * Leaves a packet number out now and then: who acknowledges it acknowledges what it has not seen, to
   * make us send faster than the path can carry (RFC 9000 section 21.4).
   */
  #skip(): void {
    this.#sent.skip();
    this.#skipAt = this.#chooseSkip();
  }

  #chooseSkip(): number {
    return this.#sent.next + 1 + Math.floor(this.#random() * SKIP_PACKETS_MAX);
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
    const path = this.#path;
    const bytes = this.#sent.bytes[slot] as number;
    this.#leave(slot, PacketState.acked);
    path.sample.ackedBytes += bytes;
    path.onAcked(number, this.#sent.next);
    if (this.#sent.isMtuProbe[slot]) this.#mtu.onProbeAcked(bytes);
    else this.#mtu.onAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  /** It was thought lost and was not. */
  #ackLost(now: number, number: number, slot: number): void {
    const bytes = this.#sent.bytes[slot] as number;
    this.#sent.state[slot] = PacketState.acked;
    this.stats.packetsSpurious += 1;
    this.#path.loss.onSpurious(number);
    this.#path.controller.onSpuriousLoss(now, bytes);
    if (this.#sent.isMtuProbe[slot]) this.#mtu.onProbeAcked(bytes);
    this.#tellFrames(slot, now, true);
  }

  #measure(now: number, sentAtMs: number, delayMs: number, oneWayUs: number): void {
    const path = this.#path;
    path.rtt.update(now, now - sentAtMs, delayMs);
    path.sample.rttMs = path.rtt.latestMs;
    if (Number.isNaN(this.#oneWayReferenceUs)) this.#oneWayReferenceUs = oneWayUs;
    // The clocks differ by anything; the difference from the first packet is small and signed.
    path.sample.oneWayMs = ((oneWayUs - this.#oneWayReferenceUs) | 0) / 1000;
    path.sample.arrivedAtMs = sentAtMs + path.sample.oneWayMs;
  }

  #detectLoss(now: number): void {
    this.#now = now;
    this.#sent.settle();
    this.#path.loss.detect(now, this.#sent, this.#path.rtt, this.#lose);
    this.#sent.settle();
  }

  #losePacket(slot: number): void {
    const path = this.#path;
    const bytes = this.#sent.bytes[slot] as number;
    this.#leave(slot, PacketState.lost);
    this.stats.packetsLost += 1;
    if (this.#sent.isMtuProbe[slot]) {
      this.#mtu.onProbeLost(bytes);
    } else if (!path.isSilent) {
      // What a blackout swallowed says nothing of rate or size.
      path.sample.lostBytes += bytes;
      if (this.#mtu.onLost(this.#now, bytes)) path.mtu = this.#mtu.mtu;
    }
    if (!this.#sent.isRepeated[slot]) this.#tellFrames(slot, this.#now, false);
  }

  #leave(slot: number, state: number): void {
    this.#sent.state[slot] = state;
    this.#path.inFlight -= this.#sent.bytes[slot] as number;
    this.#path.packetsInFlight -= 1;
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

function isUnheard(state: number | undefined): boolean {
  return state === PacketState.inFlight || state === PacketState.bare;
}

function neverSent(): ProtocolViolation {
  const what = 'a packet that was never sent is acknowledged';
  return new ProtocolViolation(ViolationCode.malformed, what);
}
