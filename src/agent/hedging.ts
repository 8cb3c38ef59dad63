/** A call without a first byte after this long gets another attempt. */
const HEDGE_SEED_RTTS = 24;
const HEDGE_MS_MIN = 500;
/** So does one whose attempt has a working pair but no DTLS: two round trips and time to compute. */
const OPEN_SEED_RTTS = 5;
const OPEN_MS_MIN = 80;
const HEDGES_MAX = 3;
/** How long the direct way may still take once a relayed one works. */
const UPGRADE_MS_MAX = 3000;

export interface HedgingOptions {
  /** Round trip to the seed, in milliseconds. */
  seedRttMs(): number;
  /** Nothing is established, and something is being tried. */
  isConnecting(): boolean;
  /** Begins another attempt. */
  attempt(): void;
}

/** When a call gets more attempts than its first ones, and when it needs the slower ones no longer. */
export class Hedging {
  readonly #options: HedgingOptions;
  #attempts = 0;
  #slow: NodeJS.Timeout | undefined;
  #upgrade: NodeJS.Timeout | undefined;
  readonly #opening = new Set<NodeJS.Timeout>();

  constructor(options: HedgingOptions) {
    this.#options = options;
  }

  /** A call begins. */
  begin(): void {
    this.#attempts = 0;
    this.#watch();
  }

  /** Another attempt, unless there were enough. */
  help(): void {
    if (this.#attempts >= HEDGES_MAX) return;
    this.#attempts += 1;
    this.#options.attempt();
  }

  /** A working pair should carry DTLS within two round trips; when it does not, a flight was lost. */
  expectOpen(isStuck: () => boolean): void {
    const waitMs = OPEN_MS_MIN + this.#options.seedRttMs() * OPEN_SEED_RTTS;
    const timer = setTimeout(() => {
      this.#opening.delete(timer);
      if (isStuck()) this.help();
    }, waitMs);
    this.#opening.add(timer);
  }

  /** Something works: tidies up now, or when the direct way had its chance. */
  settle(isDirect: boolean, tidy: () => void): void {
    clearTimeout(this.#upgrade);
    if (isDirect) tidy();
    else this.#upgrade = setTimeout(tidy, UPGRADE_MS_MAX);
  }

  stop(): void {
    clearTimeout(this.#slow);
    clearTimeout(this.#upgrade);
    for (const timer of this.#opening) clearTimeout(timer);
    this.#opening.clear();
  }

  /** A lost check costs half a second; another attempt is faster than waiting for the next. */
  #watch(): void {
    clearTimeout(this.#slow);
    const waitMs = Math.max(HEDGE_MS_MIN, this.#options.seedRttMs() * HEDGE_SEED_RTTS);
    this.#slow = setTimeout(() => {
      if (!this.#options.isConnecting()) return;
      this.help();
      this.#watch();
    }, waitMs);
  }
}
