import {ReceivedPackets} from '../recovery/received-packets.js';
import {SENT_MAX} from '../recovery/sent-packets.js';
import {WindowedMin} from '../recovery/windowed-min.js';
import type {FrameWriter} from '../wire/frame-writer.js';
import type {PacketHeader} from '../wire/packet-header.js';

/** As many packets that want an acknowledgement are acknowledged at once, */
const PACKETS_MAX = 8;
/** or as many as arrive in this time. */
const DELAY_MS = 2;
const BASE_WINDOW_MS = 10_000;

/** What has arrived, and when to say so. */
export class AckSchedule {
  readonly received = new ReceivedPackets();
  readonly stats = {packetsReceived: 0, packetsDuplicate: 0, bytesReceived: 0};
  readonly #oneWayBase = new WindowedMin(BASE_WINDOW_MS);
  #largestAtMs = 0;
  #largestOneWayUs = 0;
  #reference = Number.NaN;
  #pending = 0;
  /** When an acknowledgement is due; `Infinity`: nothing to acknowledge. */
  dueAtMs = Number.POSITIVE_INFINITY;
  /** The path on which the newest packet came: acknowledgements on it tell its round trip. */
  pathId = 0;
  /** How much longer than the quickest the newest packet travelled, in milliseconds. */
  excessMs = 0;

  /** False for a packet that has arrived before. `sentAtUs` is its time stamp. */
  onPacket(now: number, pathId: number, {number, sentAtUs}: PacketHeader, bytes: number): boolean {
    this.stats.packetsReceived += 1;
    this.stats.bytesReceived += bytes;
    const isNewest = number > this.received.largest;
    if (!this.received.add(number)) {
      this.stats.packetsDuplicate += 1;
      return false;
    }
    const oneWayUs = (Math.round(now * 1000) - sentAtUs) >>> 0;
    this.#measure(now, oneWayUs);
    if (isNewest) {
      this.pathId = pathId;
      this.#largestAtMs = now;
      this.#largestOneWayUs = oneWayUs;
    }
    return true;
  }

  /** The packet wants to be acknowledged. */
  onEliciting(now: number): void {
    this.#pending += 1;
    if (this.#pending === 1) this.dueAtMs = now + DELAY_MS;
    if (this.#pending >= PACKETS_MAX) this.dueAtMs = now;
  }

  /** Writes what has arrived, if the peer has not been told of all. */
  write(now: number, writer: FrameWriter): void {
    if (this.#pending === 0) return;
    const {ranges} = this.received;
    const delayUs = Math.max(0, Math.round((now - this.#largestAtMs) * 1000));
    if (!writer.ack(ranges, this.#rangesOfUse(), delayUs, this.#largestOneWayUs)) return;
    this.#pending = 0;
    this.dueAtMs = Number.POSITIVE_INFINITY;
  }

  /** A sender has forgotten what is further from the newest than it may have under way. */
  #rangesOfUse(): number {
    const {ranges, count, largest} = this.received;
    let kept = count;
    while (kept > 1 && (ranges[2 * kept - 1] as number) <= largest - SENT_MAX) kept -= 1;
    return kept;
  }

  #measure(now: number, oneWayUs: number): void {
    if (Number.isNaN(this.#reference)) this.#reference = oneWayUs;
    // The two clocks differ by anything; the difference from the first packet is small and signed.
    const relativeMs = ((oneWayUs - this.#reference) | 0) / 1000;
    this.#oneWayBase.update(now, relativeMs);
    this.excessMs = Math.max(0, relativeMs - this.#oneWayBase.value);
  }
}
