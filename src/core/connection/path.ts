import type {Controller, PathSample} from '../congestion/controller.js';
import {Pacer} from '../congestion/pacer.js';
import {LossDetection} from '../recovery/loss-detection.js';
import {Rtt} from '../recovery/rtt.js';

/** A peer acknowledges within this. */
export const ACK_DELAY_MS_MAX = 25;
/** A path in doubt is asked at least this often, so that its return is noticed at once. */
const PROBE_TIMEOUT_MS_MAX = 250;
/** After this many probe timeouts without an answer the path is silent. */
const SILENT_PROBES = 3;

/** Loss is averaged over about this much. */
const LOSS_BYTES = 300_000;

export interface PathOptions {
  id: number;
  controller: Controller;
  initialRttMs: number;
  /** Bytes of a packet, its header included. */
  mtu: number;
}

/** What is known of one way to the peer: its times, what is in flight on it, how fast it may go. */
export class Path {
  readonly id: number;
  readonly controller: Controller;
  readonly rtt: Rtt;
  readonly pacer = new Pacer();
  readonly loss: LossDetection;
  readonly sample: PathSample;
  mtu: number;
  inFlight = 0;
  /** Packets in flight that want an acknowledgement. */
  packetsInFlight = 0;
  probes = 0;
  /** Packets sent before this one left while the application had nothing more to send. */
  appLimitedUntil = 0;
  /** Share of packets lost, over the last few hundred. */
  lossRatio = 0;
  /** When the last packet that wants an acknowledgement left. */
  lastSentMs = Number.NEGATIVE_INFINITY;
  #roundEnd = 0;

  constructor({id, controller, initialRttMs, mtu}: PathOptions) {
    this.id = id;
    this.controller = controller;
    this.rtt = new Rtt(initialRttMs);
    this.loss = new LossDetection(id);
    this.mtu = mtu;
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

  get isSilent(): boolean {
    return this.probes >= SILENT_PROBES;
  }

  /** When to ask the peer whether it has received anything: RFC 9002 section 6.2. */
  get probeAtMs(): number {
    if (this.packetsInFlight === 0) return Number.POSITIVE_INFINITY;
    const timeoutMs = this.rtt.probeTimeoutMs(ACK_DELAY_MS_MAX / 5) * 2 ** Math.min(this.probes, 8);
    const most = Math.max(PROBE_TIMEOUT_MS_MAX, 2 * this.rtt.smoothedMs);
    return this.lastSentMs + Math.min(timeoutMs, most);
  }

  beginSample(now: number): void {
    const {sample} = this;
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
    this.lossRatio += (sample.lostBytes / resolved - this.lossRatio) * weight;
    sample.inFlight = this.inFlight;
    sample.minRttMs = rtt.minMs;
    sample.smoothedRttMs = rtt.smoothedMs;
    this.controller.onSample(sample);
  }
}
