import {REASON_CHARS_MAX} from '../core/signaling/signal.js';
import type {Attempt} from './attempt.js';
import type {Attempts} from './attempts.js';
import type {ConnectionOptions} from './connection-options.js';
import {Ladder} from './ladder.js';
import {Outage} from './outage.js';
import {usedFor, type WantedPath} from './wanted-path.js';

type FromConnection = 'remote' | 'pools' | 'standbys' | 'giveUpMs' | 'permits' | 'isSeedConnected';

export interface PathKeeperOptions extends Pick<ConnectionOptions<never>, FromConnection> {
  attempts: Attempts<Attempt>;
  /** The attempt in use. */
  active(): Attempt | undefined;
  /** Begins an attempt. */
  attempt(wanted: WantedPath): void;
  /** Ends attempts that have not come about. */
  end(attempts: readonly Attempt[]): void;
  /** There was no path for too long. */
  giveUp(reason: string): void;
}

/**
 * Sees to it that a connection has the paths it should have: tries for those that are missing, and when
 * there is none, for whatever works first, until that has taken too long.
 */
export class PathKeeper {
  readonly #options: PathKeeperOptions;
  readonly #ladder: Ladder;
  readonly #outage: Outage;
  #role: 'caller' | 'callee' = 'caller';

  constructor(options: PathKeeperOptions) {
    const {attempts, giveUpMs, remote} = options;
    this.#options = options;
    this.#ladder = new Ladder({
      wants: () => this.#wants(),
      has: (wanted) => attempts.at(wanted).length > 0,
      isUrgent: () => this.isOut,
      attempt: options.attempt,
      giveUp: (wanted) => {
        const pending = attempts.at(wanted).filter(({established}) => !established);
        options.end(pending.filter(({role}) => role === 'caller'));
      },
    });
    this.#outage = new Outage({
      giveUpMs,
      onPatienceLost: () => this.#ladder.complete(),
      onTooLong: (reason) => {
        const why = `no way to ${remote} within ${giveUpMs / 1000} s: ${reason}`;
        options.giveUp(why.slice(0, REASON_CHARS_MAX));
      },
    });
  }

  /** There was a path, and there is none. */
  get isOut(): boolean {
    return this.#outage.isOn;
  }

  /** Why the last path has ended, or the last attempt at one. */
  get reason(): string {
    return this.#outage.reason;
  }

  /** Of the attempt that was in use last: a caller sees to the paths. */
  get role(): 'caller' | 'callee' {
    return this.#role;
  }

  /** Paths that are worth keeping beside the one in use. */
  get kept(): WantedPath[] {
    const {standbys} = this.#options;
    return standbys.length > 0 ? ['direct', ...standbys] : [];
  }

  isPossible(wanted: WantedPath): boolean {
    const {pools, permits} = this.#options;
    const {reach, relay} = usedFor(wanted);
    if (reach === 'relayed' && !pools.hasRelay) return false;
    if (relay !== undefined && !pools.relayTransports.has(relay)) return false;
    return permits(wanted).allowed;
  }

  /** Both ends have heard each other. */
  established({reach, kind}: Attempt): void {
    for (const wanted of new Set([reach, kind])) this.#ladder.onEstablished(wanted);
  }

  /** Whatever is missing is tried for, now or later. */
  complete(): void {
    this.#ladder.complete();
  }

  /** Calls can be made again. */
  seedIsBack(): void {
    if (this.isOut) this.#ladder.urge();
    else this.#ladder.complete();
  }

  /** Nothing is in use; the last path, or attempt at one, has ended for `reason`. True at first. */
  lost(reason: string): boolean {
    const isFirst = this.#outage.note(reason);
    if (isFirst) this.#ladder.urge();
    return isFirst;
  }

  /** An attempt of this role is in use. Returns for how long none was, in ms, if so. */
  found(role: 'caller' | 'callee'): number | undefined {
    this.#role = role;
    return this.#outage.end();
  }

  /** Nothing is tried for any more, and nothing waited for. */
  stop(): void {
    this.#ladder.stop();
    this.#outage.end();
  }

  /** What this side sees to now: without any path, whatever works first. */
  #wants(): WantedPath[] {
    if (!this.#seesToPaths || !this.#options.isSeedConnected()) return [];
    const standbys = this.isOut ? ['relayed' as const] : this.#options.standbys;
    return ['direct' as const, ...standbys].filter((wanted) => this.isPossible(wanted));
  }

  get #seesToPaths(): boolean {
    if (this.isOut) return this.#role === 'caller' || !this.#outage.hasPatience;
    return this.#options.active()?.role === 'caller';
  }
}
