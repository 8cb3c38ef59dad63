import type {Controller, PathSample} from '../congestion/controller.js';
import {Pacer} from '../congestion/pacer.js';
import {DeliveryRate} from '../paths/delivery-rate.js';
import {MtuSearch} from '../paths/mtu-search.js';
import {PathOutlook} from '../paths/outlook.js';
import {PathPing} from '../paths/path-ping.js';
import {LossDetection, TIME_FACTOR} from '../recovery/loss-detection.js';
import {Rtt} from '../recovery/rtt.js';
import {NO_CLASS} from '../scheduler/classes.js';

/** A peer acknowledges within this. */
export const ACK_DELAY_MS_MAX = 25;
/** A path in doubt is asked at least this often, so that its return is noticed at once. */
const PROBE_TIMEOUT_MS_MAX = 250;
/** After this many probe timeouts without an answer the path is silent. */
const SILENT_PROBES = 3;
/** While nothing waits for an answer there is time to be sure, however busy both ends are. */
const IDLE_TIMEOUT_MS_MIN = 500;
/** A peer whose processor is busy for this long is not a path that is silent. */
const QUIET_MS_MIN = 50;

/** An answer that traffic waits for may take so long beyond a round trip: both ends are busy then. */
const BUSY_MS = 10;

/** Loss is averaged over about this much. */
const LOSS_BYTES = 300_000;

export interface PathOptions {
  /** 0 to 255. */
  id: number;
  /** 0: the best kind of path. */
  rank: number;
  controller: Controller;
  initialRttMs: number;
  /** Packet sizes, header included: what every path carries, and what this one may at most. */
  baseMtu: number;
  maxMtu: number;
}

/** What is known of one way to the peer: its times, what is in flight on it, how fast it may go. */
export class Path {
  readonly id: number;
  readonly rank: number;
  readonly controller: Controller;
  readonly rtt: Rtt;
  readonly pacer = new Pacer();
  readonly loss: LossDetection;
  readonly mtuSearch: MtuSearch;
  readonly outlook = new PathOutlook();
  readonly delivery = new DeliveryRate();
  readonly sample: PathSample;
  inFlight = 0;
  /** Packets in flight that want an acknowledgement. */
  packetsInFlight = 0;
  /** Probe timeouts since anything was answered. */
  probes = 0;
  /**
   * Something is to be sent that wants an acknowledgement, whatever the window: frames of priorities up
   * to this (an index in `PRIORITIES`).
   */
  probeUpTo = NO_CLASS;
  readonly ping = new PathPing();
  /** When it came into doubt last. */
  doubtAtMs = Number.NEGATIVE_INFINITY;
  /** When something sent on it was answered last, so that it was known to work both ways. */
  heardAtMs = Number.NEGATIVE_INFINITY;
  /** When the oldest packet left that was sent after all those answered. */
  unheardSinceMs = Number.POSITIVE_INFINITY;
  /** The first packet on it that is newly acknowledged tells what its clock is compared with. */
  oneWayReferenceUs = Number.NaN;
  /** When the newest packet left that this acknowledgement is the first to tell of; NaN: none. */
  newestAckedSentMs = Number.NaN;
  /** Packets sent before this one left while the application had nothing more to send. */
  appLimitedUntil = 0;
  /** Share of packets lost, over the last few hundred. */
  lossRatio = 0;
  /** When the last packet that wants an acknowledgement left. */
  lastSentMs = Number.NEGATIVE_INFINITY;
  #roundEnd = 0;

  constructor({id, rank, controller, initialRttMs, baseMtu, maxMtu}: PathOptions) {
    this.id = id;
    this.rank = rank;
    this.controller = controller;
    this.rtt = new Rtt(initialRttMs);
    this.loss = new LossDetection(id);
    this.mtuSearch = new MtuSearch(baseMtu, maxMtu);
    this.sample = {
      now: 0,
      ackedBytes: 0,
      lostBytes: 0,
      inFlight: 0,
      rttMs: Number.NaN,
      minRttMs: initialRttMs,
      smoothedRttMs: initialRttMs,
      oneWayMs: Number.NaN,
      arrivedAtMs: Number.NaN,
      isAppLimited: false,
      isRoundStart: false,
    };
  }

  /** Bytes of a packet, its header included. */
  get mtu(): number {
    return this.mtuSearch.mtu;
  }

  /** The size to look for the MTU with now; 0: none. */
  mtuProbeBytes(now: number): number {
    const isFree = this.isWindowOpen && this.pacer.isOpen && !this.isDoubtful;
    return isFree ? this.mtuSearch.probeBytes(now) : 0;
  }

  get isSilent(): boolean {
    return this.probes >= SILENT_PROBES;
  }

  /** An answer is overdue. */
  get isDoubtful(): boolean {
    return this.probes > 0;
  }

  get isWindowOpen(): boolean {
    return this.inFlight < this.controller.window;
  }

  /** When to ask the peer whether it has received anything: RFC 9002 section 6.2. */
  get probeAtMs(): number {
    if (this.packetsInFlight === 0) return Number.POSITIVE_INFINITY;
    const timeoutMs = this.#timeoutMs * 2 ** Math.min(this.probes, 8);
    const most = Math.max(PROBE_TIMEOUT_MS_MAX, 2 * this.rtt.smoothedMs);
    return this.lastSentMs + Math.min(timeoutMs, most);
  }

  /** The same where another path could take over. */
  get doubtfulAtMs(): number {
    if (this.packetsInFlight === 0) return this.overdueAtMs;
    const timeoutMs = this.#timeoutMs * 2 ** Math.min(Math.max(0, this.probes - 2), 8);
    if (this.probes > 0)
      return this.#unansweredAtMs(this.ping.sentAtMs, Math.min(timeoutMs, PROBE_TIMEOUT_MS_MAX));
    return this.#unheardAtMs(timeoutMs);
  }

  /** The same of a path that is not in use. */
  get overdueAtMs(): number {
    // Asked again and again, it is no less overdue.
    const timeoutMs = Math.max(this.#timeoutMs, IDLE_TIMEOUT_MS_MIN);
    const atMs = this.#unansweredAtMs(this.ping.pendingSinceMs, timeoutMs);
    if (this.packetsInFlight === 0) return atMs;
    return Math.min(atMs, this.#unheardAtMs(this.#timeoutMs));
  }

  /** The same of one that traffic waits for, and that another one could take the place of. */
  get awaitedAtMs(): number {
    const answerMs = this.rtt.smoothedMs * TIME_FACTOR + BUSY_MS;
    return this.#unansweredAtMs(this.ping.pendingSinceMs, Math.min(answerMs, this.#timeoutMs));
  }

  /** Later packets do not put it off, but answers to earlier ones do: a queue that grows is no silence. */
  #unheardAtMs(timeoutMs: number): number {
    const quietMs = Math.max(QUIET_MS_MIN, timeoutMs / 2);
    return Math.max(this.unheardSinceMs + timeoutMs, this.heardAtMs + quietMs);
  }

  /** When a PATH_PING that was sent at `sinceMs` has waited for `timeoutMs`. */
  #unansweredAtMs(sinceMs: number, timeoutMs: number): number {
    return this.ping.isPending ? sinceMs + timeoutMs : Number.POSITIVE_INFINITY;
  }

  get #timeoutMs(): number {
    return this.rtt.probeTimeoutMs(ACK_DELAY_MS_MAX / 5);
  }

  /** Something that was sent on it has been answered on it. */
  onAnswered(now: number): void {
    if (this.isSilent) {
      this.controller.onBlackoutEnd(now);
      this.outlook.forgetLoss();
    }
    this.probes = 0;
    this.heardAtMs = now;
  }

  /** `token`: of the PATH_PING that is answered. */
  onPong(now: number, token: number): void {
    const rttMs = this.ping.onPong(now, token);
    if (Number.isNaN(rttMs)) return;
    this.rtt.update(now, rttMs, 0);
    this.outlook.onRtt(rttMs);
    if (this.ping.isBelated(token)) this.outlook.onBelatedPong();
    else this.outlook.onPong();
    this.onAnswered(now);
  }

  beginSample(now: number): void {
    const {sample} = this;
    this.newestAckedSentMs = Number.NaN;
    sample.now = now;
    sample.ackedBytes = 0;
    sample.lostBytes = 0;
    sample.rttMs = Number.NaN;
    sample.oneWayMs = Number.NaN;
    sample.arrivedAtMs = Number.NaN;
    sample.isAppLimited = false;
    sample.isRoundStart = false;
  }

  /** `number` is newly acknowledged; `next` is the number of the next packet to leave. */
  onAcked(number: number, next: number): void {
    this.loss.onAcked(number);
    this.outlook.onAcked();
    if (number < this.appLimitedUntil) this.sample.isAppLimited = true;
    if (number < this.#roundEnd) return;
    this.#roundEnd = next;
    this.sample.isRoundStart = true;
  }

  /** Tells the controller what the sample has collected. */
  endSample(): void {
    const {sample, rtt} = this;
    const resolved = sample.ackedBytes + sample.lostBytes;
    if (resolved === 0) return;
    const weight = Math.min(1, resolved / LOSS_BYTES);
    if (sample.ackedBytes > 0)
      this.delivery.onAcked(sample.now, sample.ackedBytes, sample.isAppLimited);
    this.lossRatio += (sample.lostBytes / resolved - this.lossRatio) * weight;
    sample.inFlight = this.inFlight;
    sample.minRttMs = rtt.minMs;
    sample.smoothedRttMs = rtt.smoothedMs;
    this.controller.onSample(sample);
  }
}
