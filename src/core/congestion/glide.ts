import type {Controller, ControllerMetrics, PathSample} from './controller.js';
import {CrossTraffic} from './cross-traffic.js';
import {RandomLoss} from './random-loss.js';
import {Round} from './round.js';
import {StandingQueue} from './standing-queue.js';

export interface GlideOptions {
  /** Of a packet at most. */
  packetBytes: number;
  initialRttMs: number;
  /** 0 <= x < 1; spreads the probes of flows that share a link. */
  random(): number;
}

const INITIAL_PACKETS = 32;
const ROUND_MS_MIN = 10;
/** Doubles the rate each round trip; more would fill the buffer more before it is seen. */
const STARTUP_GAIN = 2;
/** Startup ends when the rate grew by less than this for three rounds. */
const STARTUP_GROWTH = 1.25;
const STARTUP_ROUNDS = 3;
/** A queue that stands for a whole round and is longer than this is ours to shorten. */
const QUEUE_MS_MIN = 3;
const QUEUE_MS_MAX = 8;
const QUEUE_PER_RTT = 1 / 12;
/** A probe adds this much queue on a full link of the reference rate; less on a faster one. */
const PROBE_QUEUE_MS = 4;
const PROBE_RATE = 2500;
const PROBE_GAIN_MAX = 1.25;
const BOLD_GAIN_MAX = 2;
const CRUISE_ROUNDS_MIN = 3;
const CRUISE_ROUNDS_SPREAD = 3;
/** No round cuts the rate by more than this for loss alone. */
const LOSS_CUT_MAX = 0.15;
/** Loss above what stays when we slow down, before it counts as ours. */
const LOSS_MARGIN = 0.1;
const SUDDEN_DROP = 0.7;
/** A probe that leaves less queue than this, and no loss, has found room. */
const ROOM_QUEUE_MS = 0.5;
const ROOM_LOSS = 0.03;
const BOLDNESS_MAX = 4;
const WINDOW_EXTRA_MS = 15;
const MBPS_PER_BYTE_MS = 8 / 1000;

type Phase = 'startup' | 'drain' | 'cruise' | 'probe' | 'settle' | 'compete';

/**
 * Congestion control by delivery rate and queueing delay. While a queue stands, the rate at which
 * packets arrive is our share of the bottleneck: it becomes the estimate, whatever it was. While none
 * does, it is a lower bound: the estimate is the most that was seen. Loss without a queue is made up
 * for and otherwise ignored. docs/glide.md explains it and where each constant comes from.
 */
export class Glide implements Controller {
  readonly #options: GlideOptions;
  readonly #round = new Round();
  readonly #queue = new StandingQueue();
  readonly #cross: CrossTraffic;
  readonly #loss = new RandomLoss();
  #phase: Phase = 'startup';
  /** Bytes per millisecond out of the bottleneck; 0: not known. */
  #capacity = 0;
  #gain = STARTUP_GAIN;
  /** At which the packets of the round that ends were sent. */
  #gainBefore = STARTUP_GAIN;
  #minRttMs: number;
  #rounds = 0;
  #phaseRounds = 0;
  #cruiseRounds = CRUISE_ROUNDS_MIN;
  #boldness = 1;
  #beforeProbe = 0;
  #startupBest = 0;
  #startupFlat = 0;

  constructor(options: GlideOptions) {
    this.#options = options;
    this.#minRttMs = options.initialRttMs;
    this.#cross = new CrossTraffic(options.packetBytes);
  }

  get pacingRate(): number {
    if (this.#phase === 'compete') return this.#cross.pacingRate;
    return Math.max(this.#gain * this.#sendRate, this.#options.packetBytes / 100);
  }

  get window(): number {
    if (this.#phase === 'compete') return this.#cross.window;
    const floor = INITIAL_PACKETS * this.#options.packetBytes;
    if (this.#phase === 'startup') {
      return Math.max(floor, STARTUP_GAIN * this.#sendRate * (this.#minRttMs + WINDOW_EXTRA_MS));
    }
    const gain = Math.max(1.25, this.#gain);
    return Math.max(floor / 4, this.#sendRate * (gain * this.#minRttMs + WINDOW_EXTRA_MS));
  }

  onSent(): void {}

  onSample(sample: PathSample): void {
    this.#minRttMs = sample.minRttMs;
    if (!Number.isNaN(sample.oneWayMs)) {
      // While somebody else fills the buffer the empty path cannot be seen.
      this.#queue.onPacket(sample.now, sample.oneWayMs, this.#phase === 'compete');
    }
    this.#round.add(sample);
    if (this.#phase === 'compete') this.#cross.onSample(sample, this.#loss.share);
    if (!this.#isRoundOver(sample.now)) return;
    this.#endRound(sample);
    this.#round.begin(sample.now);
  }

  onSpuriousLoss(_now: number, bytes: number): void {
    this.#round.lostBytes = Math.max(0, this.#round.lostBytes - bytes);
  }

  /** What was lost in a blackout says nothing of the path: the rate stays, the measures restart. */
  onBlackoutEnd(now: number): void {
    this.#round.begin(now);
    this.#round.forgetArrivals();
  }

  metrics(): ControllerMetrics {
    return {
      name: 'glide',
      phase: this.#phase,
      pacingRateMbps: this.pacingRate * MBPS_PER_BYTE_MS,
      windowBytes: this.window,
      capacityMbps: this.#capacity * MBPS_PER_BYTE_MS,
      minRttMs: this.#minRttMs,
      queueMs: this.#queue.ms,
      lossPct: this.#loss.share * 100,
    };
  }

  /** What has to be sent for the estimated capacity to arrive. */
  get #sendRate(): number {
    const {initialRttMs, packetBytes} = this.#options;
    const known = this.#capacity || (INITIAL_PACKETS * packetBytes) / Math.max(initialRttMs, 1) / 2;
    return known / (1 - this.#loss.share);
  }

  get #queueTargetMs(): number {
    return Math.min(QUEUE_MS_MAX, Math.max(QUEUE_MS_MIN, this.#minRttMs * QUEUE_PER_RTT));
  }

  /**
   * A round lasts one round trip of the empty path. One that has seen nothing but a long queue ends at
   * once: capacity has fallen, and each moment makes the queue longer.
   */
  #isRoundOver(now: number): boolean {
    const elapsedMs = now - this.#round.startedAtMs;
    if (elapsedMs >= this.#roundMs) return true;
    if (elapsedMs < Math.max(this.#minRttMs / 4, ROUND_MS_MIN / 2)) return false;
    const queueMs = this.#queue.waitedMs(this.#round.oneWayMs);
    return queueMs > 2 * this.#queueTargetMs && queueMs !== Number.POSITIVE_INFINITY;
  }

  get #roundMs(): number {
    return Math.max(this.#minRttMs, ROUND_MS_MIN);
  }

  #endRound(sample: PathSample): void {
    const round = this.#round;
    this.#rounds += 1;
    this.#phaseRounds += 1;
    this.#queue.endRound(sample.now, round.oneWayMs, this.#roundMs);
    const hasQueue = this.#queue.ms > this.#queueTargetMs && this.#isQueueOurs;
    if (!Number.isNaN(round.rate)) this.#learnCapacity(round, hasQueue);
    if (!hasQueue) this.#loss.learn(round.loss, this.#gainBefore);
    this.#gainBefore = this.#gain;
    this.#nextPhase(round, hasQueue, sample);
  }

  /** Where nothing waits to be sent there is nothing to shorten: the path takes longer. */
  get #isQueueOurs(): boolean {
    return !this.#round.isAlwaysAppLimited || this.#queue.isGrowing;
  }

  #learnCapacity(round: Round, hasQueue: boolean): void {
    const {rate} = round;
    if (rate > this.#capacity) {
      this.#capacity = rate;
      return;
    }
    const isUnused = round.isAppLimited && !this.#queue.isGrowing;
    if (isUnused || this.#phase === 'startup') return;
    if (hasQueue) {
      // One round is a short measure: it counts half, unless it shows that the link has changed.
      const isSudden = rate < this.#capacity * SUDDEN_DROP;
      this.#capacity = isSudden ? rate : (this.#capacity + rate) / 2;
    } else if (round.loss > this.#loss.share + LOSS_MARGIN) {
      this.#capacity = Math.max(rate, this.#capacity * (1 - LOSS_CUT_MAX));
    }
  }

  #nextPhase(round: Round, hasQueue: boolean, sample: PathSample): void {
    switch (this.#phase) {
      case 'startup':
        this.#startup(round, hasQueue);
        break;
      case 'drain':
        if (!hasQueue || this.#phaseRounds >= 4) this.#enter('cruise');
        break;
      case 'cruise':
        this.#cruise(round, hasQueue, sample);
        break;
      case 'probe':
        this.#enter('settle');
        break;
      case 'settle':
        this.#settle(round, hasQueue);
        break;
      case 'compete':
        this.#compete(round, sample.now);
        break;
    }
  }

  #startup(round: Round, hasQueue: boolean): void {
    const {rate} = round;
    if (rate > this.#startupBest * STARTUP_GROWTH) {
      this.#startupBest = rate;
      this.#startupFlat = 0;
    } else if (!round.isAppLimited && !Number.isNaN(rate)) {
      this.#startupFlat += 1;
    }
    if (hasQueue || this.#startupFlat >= STARTUP_ROUNDS) this.#enter('drain');
  }

  #cruise(round: Round, hasQueue: boolean, sample: PathSample): void {
    if (hasQueue) {
      this.#gain = this.#drainGain;
      if (this.#cross.suspects(sample.now, this.#queue.ms, this.#minRttMs, this.#capacity)) {
        this.#cross.begin(sample, this.#queue.ms);
        this.#enter('compete');
      }
      return;
    }
    this.#cross.clear();
    this.#gain = 1;
    if (this.#phaseRounds >= this.#cruiseRounds && !round.isAppLimited) this.#enter('probe');
  }

  /** The round after a probe shows what the probe brought. */
  #settle(round: Round, hasQueue: boolean): void {
    const expected = 1 + (this.#probeGain - 1) / 2;
    const grew = !hasQueue && round.rate >= this.#beforeProbe * expected;
    const hasRoom = this.#queue.ms < ROOM_QUEUE_MS && round.loss < this.#loss.share + ROOM_LOSS;
    this.#boldness = grew || hasRoom ? Math.min(this.#boldness + 1, BOLDNESS_MAX) : 1;
    this.#enter(grew ? 'probe' : 'cruise');
  }

  /** Brings the queue back to half its target in about one round trip. */
  get #drainGain(): number {
    const excessMs = this.#queue.ms - this.#queueTargetMs / 2;
    return Math.min(0.95, Math.max(0.5, 1 - excessMs / Math.max(this.#minRttMs, 10)));
  }

  get #probeGain(): number {
    const extra =
      (PROBE_QUEUE_MS / this.#minRttMs) * Math.sqrt(PROBE_RATE / Math.max(this.#capacity, 1));
    const gentle = Math.min(PROBE_GAIN_MAX, 1 + extra);
    return Math.min(BOLD_GAIN_MAX, 1 + (gentle - 1) * 2 ** (this.#boldness - 1));
  }

  #compete(round: Round, now: number): void {
    const queue = {ms: this.#queue.ms, targetMs: this.#queueTargetMs, minRttMs: this.#minRttMs};
    if (!this.#cross.isOver(now, round.rate || this.#capacity, queue)) return;
    this.#enter('cruise');
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseRounds = 0;
    switch (phase) {
      case 'drain':
        this.#gain = 0.5;
        break;
      case 'cruise':
        this.#gain = 1;
        this.#cruiseRounds =
          CRUISE_ROUNDS_MIN + Math.floor(this.#options.random() * CRUISE_ROUNDS_SPREAD);
        break;
      case 'probe':
        this.#beforeProbe = this.#capacity;
        this.#gain = this.#probeGain;
        break;
      case 'settle':
        this.#gain = 2 - Math.min(1.5, this.#probeGain);
    }
  }
}
