import {monotonicMs} from './monotonic.js';
import type {WantedPath} from './wanted-path.js';

/** How long one attempt at a missing path may take. */
const TRY_MS = 3000;
/** After an attempt: the more of them fail, the longer; one that had worked is worth more. */
const NEVER_WORKED_MS = [0, 10_000, 30_000, 60_000];
const WORKED_MS = [0, 1000, 2000, 4000];
/** While nothing works: from when the attempt before began, if it has ended by then. */
const URGENT_MS = [0, 500, 1000, 2000];

export interface LadderOptions {
  /** Paths the connection should have. */
  wants(): readonly WantedPath[];
  /** There is one, or it is being tried for. */
  has(wanted: WantedPath): boolean;
  /** Nothing works at the moment. */
  isUrgent(): boolean;
  /** Begins an attempt at such a path. */
  attempt(wanted: WantedPath): void;
  /** Ends the attempts at such a path that have not come about. */
  giveUp(wanted: WantedPath): void;
}

interface Rung {
  tries: number;
  hasWorked: boolean;
  /** When the last attempt began. */
  beganMs: number;
  /** The timer is that of an attempt, not of a pause. */
  isTrying: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Builds the paths of a connection that are missing, behind the one that works or to replace it. */
export class Ladder {
  readonly #options: LadderOptions;
  readonly #rungs = new Map<WantedPath, Rung>();

  constructor(options: LadderOptions) {
    this.#options = options;
  }

  /** Such a path works. */
  onEstablished(wanted: WantedPath): void {
    const rung = this.#rung(wanted);
    this.#rest(rung);
    rung.tries = 0;
    rung.hasWorked = true;
  }

  /** Something may be missing: whatever is, is tried for, now or later. */
  complete(): void {
    for (const wanted of this.#options.wants()) {
      const rung = this.#rung(wanted);
      if (this.#options.has(wanted)) continue;
      // An attempt that has ended before its time is not waited for.
      if (rung.isTrying) this.#rest(rung);
      if (rung.timer) continue;
      rung.timer = setTimeout(() => this.#try(wanted, rung), Math.max(0, this.#pauseMs(rung)));
    }
  }

  /** Nothing works any more, or may work again: pauses that have begun are over. */
  urge(): void {
    for (const rung of this.#rungs.values()) {
      rung.tries = 0;
      if (!rung.isTrying) this.#rest(rung);
    }
    this.complete();
  }

  stop(): void {
    for (const {timer} of this.#rungs.values()) clearTimeout(timer);
    this.#rungs.clear();
  }

  #try(wanted: WantedPath, rung: Rung): void {
    rung.timer = undefined;
    if (this.#options.has(wanted) || !this.#options.wants().includes(wanted)) return;
    rung.tries += 1;
    rung.beganMs = monotonicMs();
    rung.isTrying = true;
    rung.timer = setTimeout(() => {
      this.#rest(rung);
      this.#options.giveUp(wanted);
      this.complete();
    }, TRY_MS);
    // It may end at once, and be missed again.
    this.#options.attempt(wanted);
  }

  #rest(rung: Rung): void {
    clearTimeout(rung.timer);
    rung.timer = undefined;
    rung.isTrying = false;
  }

  #pauseMs({tries, hasWorked, beganMs}: Rung): number {
    if (this.#options.isUrgent()) return beganMs + pauseAfter(tries, URGENT_MS) - monotonicMs();
    return pauseAfter(tries, hasWorked ? WORKED_MS : NEVER_WORKED_MS);
  }

  #rung(wanted: WantedPath): Rung {
    const known = this.#rungs.get(wanted);
    if (known) return known;
    const rung: Rung = {
      ...{tries: 0, hasWorked: false, beganMs: Number.NEGATIVE_INFINITY},
      ...{isTrying: false, timer: undefined},
    };
    this.#rungs.set(wanted, rung);
    return rung;
  }
}

function pauseAfter(tries: number, pausesMs: readonly number[]): number {
  return pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0;
}
