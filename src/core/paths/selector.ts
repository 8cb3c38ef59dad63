/** What the selector is told of a path. */
export interface PathView {
  id: number;
  /** 0: the best kind; a path of a lower rank is preferred while both are good. */
  rank: number;
  /** Nothing comes back on it. */
  isSilent: boolean;
  /** An answer is overdue. */
  isDoubtful: boolean;
  /** When something sent on it was answered last. */
  heardAtMs: number;
  /** It carries traffic: a lone ping tells more of how busy both ends are than of the path. */
  isBusy: boolean;
  /** Expected of packets that leave 200 ms ahead. */
  rttMs: number;
  loss: number;
}

export interface Objective {
  rttMsMax: number;
  /** 0 to 1. */
  lossMax: number;
}

export type MoveReason = 'silent' | 'forecast' | 'better';

/** A better path is trusted again after it has been good for this long; */
const HOLD_MS = 2000;
/** for this long when it failed within a minute after it was trusted again, and twice as long each time; */
const RETRIAL_HOLD_MS = 60_000;
const HOLD_MS_MAX = 480_000;
const TRIAL_MS = 60_000;
/** Few looks could be chance, or the queue that a sender builds until it has found its rate. */
const BREACHES = 3;
/** A round trip this close to the objective is not good: forecasts are off by that, and moving takes time. */
const GUARD = 0.9;
/** On a path just taken every sender looks for its rate: this long it is left for silence only. */
const SETTLE_MS = 1000;
/** Another path must be expected to be this much better to be worth a move. */
const GAIN = 0.8;

interface Record {
  rank: number;
  /** Since when it has been good without a break; NaN: it is not. */
  goodSinceMs: number;
  /** How long it must be good to be chosen over a path that works; 0: it never failed. */
  holdMs: number;
  /** When it was trusted again after a failure; NaN: it is not on trial. */
  trialAtMs: number;
}

/** What the next path of a kind inherits. */
type Past = Pick<Record, 'holdMs' | 'trialAtMs'> & {untilMs: number};

/**
 * Which path carries the traffic: leaves a silent one at once and a degrading one before it breaks the
 * objective, comes back to a better one after it has proven itself, and ever more slowly to one that
 * keeps failing, also when it is built anew.
 */
export class PathSelector {
  readonly #objective: Objective;
  readonly #records = new Map<number, Record>();
  /** Of paths that had failed and are gone, by their rank: of the last of each. */
  readonly #past = new Map<number, Past>();
  #active: number | undefined;
  #breaches = 0;
  #movedAtMs = Number.NEGATIVE_INFINITY;
  reason: MoveReason | undefined;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  /** The path in use. */
  get active(): number | undefined {
    return this.#active;
  }

  /** To be told of all paths whenever something may have changed; returns the path to use. */
  update(now: number, paths: readonly PathView[]): number | undefined {
    this.#forget(now, paths);
    for (const path of paths) this.#judge(now, path);
    const active = paths.find(({id}) => id === this.#active);
    const next = active ? this.#better(now, active, paths) : best(paths);
    if (next && next.id !== this.#active) this.#move(now, next.id);
    return this.#active;
  }

  #move(now: number, id: number): void {
    const left = this.#active === undefined ? undefined : this.#records.get(this.#active);
    if (left && this.reason !== 'better') left.holdMs = holdMsAfter(now, left);
    const chosen = this.#records.get(id);
    if (chosen) chosen.trialAtMs = chosen.holdMs > 0 ? now : Number.NaN;
    this.#active = id;
    this.#movedAtMs = now;
    this.#breaches = 0;
  }

  #better(now: number, active: PathView, paths: readonly PathView[]): PathView | undefined {
    const others = paths.filter(({id, isSilent}) => id !== active.id && !isSilent);
    if (active.isSilent) {
      this.reason = 'silent';
      return best(others);
    }
    const refuge = this.#refuge(now, active, others);
    if (refuge) {
      this.reason = 'forecast';
      return refuge;
    }
    this.reason = 'better';
    return best(others.filter((path) => path.rank < active.rank && this.#isProven(path)));
  }

  #refuge(now: number, active: PathView, others: readonly PathView[]): PathView | undefined {
    if (!active.isBusy) return undefined;
    const isSettling = now - this.#movedAtMs < SETTLE_MS;
    this.#breaches = isSettling || this.#isGood(active) ? 0 : this.#breaches + 1;
    if (this.#breaches < BREACHES) return undefined;
    return best(
      others.filter(
        (path) =>
          this.#isGood(path) &&
          (path.rttMs < active.rttMs * GAIN || path.loss < active.loss * GAIN),
      ),
    );
  }

  #isGood({isSilent, rttMs, loss}: PathView): boolean {
    const {rttMsMax, lossMax} = this.#objective;
    return !isSilent && rttMs <= rttMsMax * GUARD && loss <= lossMax;
  }

  /** What is known ends with the last answer: one that is yet to come may stay out. */
  #isProven({id, heardAtMs}: PathView): boolean {
    const record = this.#records.get(id);
    if (!record) return false;
    return record.holdMs === 0 || heardAtMs - record.goodSinceMs >= record.holdMs;
  }

  #judge(now: number, path: PathView): void {
    let record = this.#records.get(path.id);
    if (!record) {
      record = {goodSinceMs: Number.NaN, ...this.#inheritance(now, path)};
      this.#records.set(path.id, record);
    }
    if (path.isDoubtful || !this.#isGood(path)) {
      record.goodSinceMs = Number.NaN;
      record.holdMs = Math.max(record.holdMs, HOLD_MS);
    } else if (Number.isNaN(record.goodSinceMs)) record.goodSinceMs = now;
  }

  #inheritance(now: number, {rank}: PathView): Omit<Record, 'goodSinceMs'> {
    const past = this.#past.get(rank);
    if (!past || now > past.untilMs) return {rank, holdMs: 0, trialAtMs: Number.NaN};
    return {rank, holdMs: past.holdMs, trialAtMs: past.trialAtMs};
  }

  #forget(now: number, paths: readonly PathView[]): void {
    for (const [id, record] of this.#records) {
      if (paths.some((path) => path.id === id)) continue;
      this.#records.delete(id);
      if (id === this.#active) this.#vanished(now, record);
      const {rank, holdMs, trialAtMs} = record;
      if (holdMs > 0) this.#past.set(rank, {holdMs, trialAtMs, untilMs: now + TRIAL_MS});
    }
  }

  /** A path in use that is gone has failed, whatever was known of it. */
  #vanished(now: number, record: Record): void {
    record.holdMs = holdMsAfter(now, record);
    this.#active = undefined;
    this.reason = 'silent';
  }
}

/** How long a path that fails now must be good to be trusted again. */
function holdMsAfter(now: number, {trialAtMs, holdMs}: Record): number {
  if (!(now - trialAtMs < TRIAL_MS)) return HOLD_MS;
  return Math.min(HOLD_MS_MAX, Math.max(RETRIAL_HOLD_MS, 2 * holdMs));
}

/** Those that answer first, then by rank, then by round trip. */
function best(paths: readonly PathView[]): PathView | undefined {
  return [...paths].sort(
    (one, other) =>
      Number(one.isSilent) - Number(other.isSilent) ||
      Number(one.isDoubtful) - Number(other.isDoubtful) ||
      one.rank - other.rank ||
      one.rttMs - other.rttMs,
  )[0];
}
