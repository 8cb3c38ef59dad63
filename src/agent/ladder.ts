import type {Reach} from '../core/signaling/signal.js';

/** How long one attempt at a missing path may take. */
const TRY_MS = 3000;
/** Between two attempts: the more of them fail, the longer; one that had worked is worth more. */
const NEVER_WORKED_MS = [0, 10_000, 30_000, 60_000];
const WORKED_MS = [0, 1000, 2000, 4000];

export interface LadderOptions {
  /** Kinds of paths the connection should have. */
  wants(): readonly Reach[];
  /** There is one, or it is being tried for. */
  has(reach: Reach): boolean;
  /** Begins an attempt at a path of that kind. */
  attempt(reach: Reach): void;
  /** Ends the attempts of that kind that have not come about. */
  giveUp(reach: Reach): void;
}

interface Rung {
  tries: number;
  hasWorked: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Builds the paths of a connection that are missing, behind the one that works. */
export class Ladder {
  readonly #options: LadderOptions;
  readonly #rungs = new Map<Reach, Rung>();

  constructor(options: LadderOptions) {
    this.#options = options;
  }

  /** A path of that kind works. */
  onEstablished(reach: Reach): void {
    const rung = this.#rung(reach);
    clearTimeout(rung.timer);
    Object.assign(rung, {tries: 0, hasWorked: true, timer: undefined});
  }

  /** Something works: whatever is missing is tried for, now or later. */
  complete(): void {
    for (const reach of this.#options.wants()) {
      const rung = this.#rung(reach);
      if (rung.timer || this.#options.has(reach)) continue;
      const pausesMs = rung.hasWorked ? WORKED_MS : NEVER_WORKED_MS;
      const pauseMs = pausesMs[Math.min(rung.tries, pausesMs.length - 1)];
      rung.timer = setTimeout(() => this.#try(reach, rung), pauseMs);
    }
  }

  stop(): void {
    for (const {timer} of this.#rungs.values()) clearTimeout(timer);
    this.#rungs.clear();
  }

  #try(reach: Reach, rung: Rung): void {
    rung.timer = undefined;
    if (this.#options.has(reach) || !this.#options.wants().includes(reach)) return;
    rung.tries += 1;
    this.#options.attempt(reach);
    rung.timer = setTimeout(() => {
      rung.timer = undefined;
      this.#options.giveUp(reach);
      this.complete();
    }, TRY_MS);
  }

  #rung(reach: Reach): Rung {
    const known = this.#rungs.get(reach);
    if (known) return known;
    const rung: Rung = {tries: 0, hasWorked: false, timer: undefined};
    this.#rungs.set(reach, rung);
    return rung;
  }
}
