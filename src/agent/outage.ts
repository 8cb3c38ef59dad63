import {monotonicMs} from './monotonic.js';

/** The side that did not call waits this long for the other one to call again. */
const PATIENCE_MS = 5000;

export interface OutageOptions {
  /** How long one may last, in milliseconds; 0: not at all. */
  giveUpMs: number;
  /** The other side should have called by now. */
  onPatienceLost(): void;
  /** It has lasted for too long. `reason`: why the last path, or attempt at one, has ended. */
  onTooLong(reason: string): void;
}

/** A time in which a connection has no path, and what it carries waits for one. */
export class Outage {
  readonly #options: OutageOptions;
  #sinceMs: number | undefined;
  #timers: NodeJS.Timeout[] = [];
  #hasPatience = true;
  /** Why the last path, or attempt at one, has ended. */
  reason = '';

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** It is new enough to leave the calling to the side that called before. */
  get hasPatience(): boolean {
    return this.#hasPatience;
  }

  /** A path has ended, or an attempt at one. True when an outage begins with it. */
  note(reason: string): boolean {
    this.reason = reason;
    const {giveUpMs, onPatienceLost, onTooLong} = this.#options;
    if (this.isOn || giveUpMs === 0) return false;
    this.#sinceMs = monotonicMs();
    this.#hasPatience = true;
    this.#timers = [
      setTimeout(() => {
        this.#hasPatience = false;
        onPatienceLost();
      }, PATIENCE_MS),
      setTimeout(() => onTooLong(this.reason), giveUpMs),
    ];
    return true;
  }

  /** How long it was, in milliseconds; undefined: there was none. */
  end(): number | undefined {
    if (this.#sinceMs === undefined) return undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    const lastedMs = monotonicMs() - this.#sinceMs;
    this.#sinceMs = undefined;
    return lastedMs;
  }
}
