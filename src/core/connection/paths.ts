import {type PathQuality, pathQuality} from '../paths/quality.js';
import {type MoveReason, type Objective, PathSelector, type PathView} from '../paths/selector.js';
import type {Path} from './path.js';

/** How often the paths are compared. */
const SELECT_MS = 50;
/** A path on which nothing is sent is asked for a sign of life this often. */
const KEEPALIVE_MS = 1000;
/** While the path in use is in doubt, or has just changed, or a better one is to prove itself, it matters more. */
const KEEPALIVE_URGENT_MS = 250;

/** What an interactive application takes for good. */
const OBJECTIVE: Objective = {rttMsMax: 200, lossMax: 0.15};

export interface Move {
  from: number;
  to: number;
  reason: MoveReason;
}

/** The paths of a connection, at least one, and which of them is in use. */
export class Paths {
  readonly all: Path[];
  readonly #selector: PathSelector;
  #active: Path;
  #selectAtMs = Number.NEGATIVE_INFINITY;

  constructor(first: Path, objective = OBJECTIVE) {
    this.all = [first];
    this.#active = first;
    this.#selector = new PathSelector(objective);
  }

  /** The path in use. */
  get active(): Path {
    return this.#active;
  }

  /** Where packets go now: the path in use, or another one while it is in doubt. */
  get carrier(): Path {
    return this.#active.isDoubtful ? (this.standby ?? this.#active) : this.#active;
  }

  /** The best other path of which nothing bad is known. */
  get standby(): Path | undefined {
    let best: Path | undefined;
    for (const path of this.all) {
      if (path === this.#active || path.isDoubtful) continue;
      if (!best || isBetter(path, best)) best = path;
    }
    return best;
  }

  /** Where what answers packets that came on path `id` goes. */
  back(id: number): Path {
    const path = this.get(id);
    return path && !path.isDoubtful ? path : this.carrier;
  }

  get(id: number): Path | undefined {
    for (const path of this.all) if (path.id === id) return path;
    return undefined;
  }

  /**
   * How long the quickest packets take on a path: half its least round trip, in milliseconds. One that is
   * not measured yet is held for as slow as the slowest of the others: no message may outlive its lifetime.
   */
  transitMs(id: number): number {
    const own = (this.get(id) ?? this.#active).rtt;
    let {minMs} = own;
    if (own.hasSample) return minMs / 2;
    for (const {rtt} of this.all) if (rtt.hasSample) minMs = Math.max(minMs, rtt.minMs);
    return minMs / 2;
  }

  /** @throws RangeError for an id in use */
  add(path: Path): void {
    if (this.get(path.id)) throw new RangeError(`there is a path ${path.id} already`);
    this.all.push(path);
    this.#selectAtMs = Number.NEGATIVE_INFINITY;
  }

  /** False for the last one, which stays, and for one that is not there. */
  remove(id: number): boolean {
    const index = this.all.findIndex((path) => path.id === id);
    if (index < 0 || this.all.length === 1) return false;
    this.all.splice(index, 1);
    this.#selectAtMs = Number.NEGATIVE_INFINITY;
    return true;
  }

  /** When an answer on the path is overdue. */
  probeAtMs(path: Path): number {
    if (this.isIdleAlone(path)) return path.overdueAtMs;
    if (this.all.length === 1) return path.probeAtMs;
    if (path === this.#active) return path.doubtfulAtMs;
    return this.#isReplaceable(path) ? path.awaitedAtMs : path.overdueAtMs;
  }

  /** Traffic waits for it, while there is yet another one. */
  #isReplaceable(path: Path): boolean {
    if (!this.#active.isDoubtful || path !== this.standby) return false;
    return this.all.some((other) => other !== path && !other.isDoubtful);
  }

  /** There is no other path, and nothing but PATH_PINGs waits for an answer. */
  isIdleAlone({packetsInFlight}: Path): boolean {
    return this.all.length === 1 && packetsInFlight === 0;
  }

  /** When something is to be done next. */
  get timeoutMs(): number {
    const isLookDue = this.all.length > 1 || this.#active.outlook.hasNews;
    let timeout = isLookDue ? this.#selectAtMs : Number.POSITIVE_INFINITY;
    for (const path of this.all) {
      timeout = Math.min(
        timeout,
        path.loss.lossAtMs,
        this.probeAtMs(path),
        this.#keepaliveMs(path),
      );
    }
    return timeout;
  }

  /** Has the paths that were quiet for long ask for a sign of life. */
  keepAlive(now: number): void {
    for (const path of this.all) if (this.#keepaliveMs(path) <= now) path.ping.isDue = true;
  }

  /** Has the outlook of a path alone take in what was measured, if it is time. */
  measure(now: number): void {
    if (now >= this.#selectAtMs) this.#takeIn(now);
  }

  /** How good each path is. */
  quality(now: number): PathQuality[] {
    return this.all.map((path) => pathQuality(path, now, path === this.#active));
  }

  /** Compares the paths, if it is time; `urgent`: whatever the time. Tells of a move. */
  select(now: number, urgent = false): Move | undefined {
    if (!urgent && now < this.#selectAtMs) return undefined;
    this.#takeIn(now);
    const to = this.#selector.update(
      now,
      this.all.map((path) => this.#view(path)),
    );
    const from = this.#active.id;
    const chosen = to === undefined ? undefined : this.get(to);
    if (!chosen || chosen === this.#active) return undefined;
    this.#active = chosen;
    return {from, to: chosen.id, reason: this.#selector.reason ?? 'better'};
  }

  #takeIn(now: number): void {
    this.#selectAtMs = now + SELECT_MS;
    for (const path of this.all) path.outlook.update(now);
  }

  #view(path: Path): PathView {
    const {id, rank, isDoubtful, heardAtMs, outlook} = path;
    const {isBusy, loss} = outlook;
    const isSilent = this.#isSilent(path);
    return {id, rank, isSilent, isDoubtful, heardAtMs, isBusy, rttMs: expectedRttMs(path), loss};
  }

  #isSilent(path: Path): boolean {
    if (!path.isSilent) return false;
    // When nothing answers anywhere, it is not the path.
    return path !== this.#active || this.all.some(({heardAtMs}) => heardAtMs > path.doubtAtMs);
  }

  #keepaliveMs(path: Path): number {
    const {ping, heardAtMs, packetsInFlight, rtt} = path;
    // Of a path alone the packets in flight ask.
    const isAsked = this.all.length === 1 && packetsInFlight > 0;
    if (ping.isPending || ping.isDue || isAsked) return Number.POSITIVE_INFINITY;
    const isBetter = path.rank < this.#active.rank;
    const isUrgent =
      isBetter || this.#active.isDoubtful || (path === this.#active && !rtt.isSteady);
    const pauseMs = isUrgent ? KEEPALIVE_URGENT_MS : KEEPALIVE_MS;
    return Math.max(ping.sentAtMs, heardAtMs) + pauseMs;
  }
}

/** Of a packet that leaves 200 ms ahead. One lone ping that took long, as busy ends answer, is no trend. */
function expectedRttMs({outlook: {leavingRttMs, isBusy}, rtt: {smoothedMs}}: Path): number {
  if (Number.isNaN(leavingRttMs)) return smoothedMs;
  return isBusy ? leavingRttMs : Math.min(leavingRttMs, smoothedMs);
}

function isBetter(one: Path, other: Path): boolean {
  if (one.rank !== other.rank) return one.rank < other.rank;
  return one.rtt.smoothedMs < other.rtt.smoothedMs;
}
