import type {PathQuality} from '../core/paths/quality.js';
import {REASON_CHARS_MAX} from '../core/signaling/signal.js';
import type {Attempt} from './attempt.js';
import type {Attempts} from './attempts.js';
import type {ConnectionOptions} from './connection-options.js';
import {Ladder} from './ladder.js';
import {Outage} from './outage.js';
import {usedFor, type WantedPath} from './wanted-path.js';

type FromConnection =
  | 'remote'
  | 'pools'
  | 'standbys'
  | 'giveUpMs'
  | 'permits'
  | 'isSeedConnected'
  | 'checkSeed';

/** A path without an answer for so long may be gone, long before the library gives it up. */
const STALE_MS = 5000;
/** So may all of them, when the one in use has none for so long, and no other has one. */
const ALL_STALE_MS = 1000;

export interface PathKeeperOptions extends Pick<ConnectionOptions<never>, FromConnection> {
  attempts: Attempts<Attempt>;
  /** The attempt in use. */
  active(): Attempt | undefined;
  /** Begins an attempt. */
  attempt(wanted: WantedPath): void;
  /** Ends attempts that have not come about. */
  end(attempts: readonly Attempt[]): void;
  /** Ends what is not worth having any more. */
  tidy(): void;
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
      has: (wanted) => attempts.fresh(wanted).length > 0,
      isUrgent: () => this.#isUrgent,
      attempt: options.attempt,
      giveUp: (wanted) => this.#end(attempts.at(wanted)),
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
    if (this.#isUrgent) this.#ladder.urge();
    else this.#ladder.complete();
  }

  /** Sees which paths have had no answer for so long that others are to be tried for beside them. */
  watch(quality: readonly PathQuality[]): void {
    const areAllInDoubt = quality.every(({isDoubtful}) => isDoubtful);
    // A network that has changed under an agent has cut it off from the seed as well.
    if (areAllInDoubt) this.#options.checkSeed();
    const inUse = quality.find(({isActive}) => isActive)?.overdueMs ?? 0;
    const limitMs = areAllInDoubt && inUse > ALL_STALE_MS ? 0 : STALE_MS;
    const changed = quality.filter(({id, overdueMs}) => {
      const attempt = this.#options.attempts.on(id);
      const isStale = overdueMs > (attempt?.isStale ? 0 : limitMs);
      if (!attempt || attempt.isStale === isStale) return false;
      attempt.isStale = isStale;
      return true;
    });
    if (changed.length === 0) return;
    if (!this.#isUrgent) {
      this.#options.tidy();
      return;
    }
    // What was gathered ahead, or is still being tried for, goes the ways that are silent now.
    this.#options.pools.renew();
    this.#end(this.#options.attempts.all);
    this.#ladder.urge();
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

  /** Those of `attempts` that this side has begun and that have not come about. */
  #end(attempts: readonly Attempt[]): void {
    this.#options.end(attempts.filter(({role, established}) => role === 'caller' && !established));
  }

  /** No path works at the moment, as far as is known. */
  get #isUrgent(): boolean {
    return this.isOut || (this.#options.active()?.isStale ?? false);
  }

  /** What this side sees to now: without any path that works, whatever does first. */
  #wants(): WantedPath[] {
    if (!this.#seesToPaths || !this.#options.isSeedConnected()) return [];
    const standbys = this.#isUrgent ? ['relayed' as const] : this.#options.standbys;
    return ['direct' as const, ...standbys].filter((wanted) => this.isPossible(wanted));
  }

  get #seesToPaths(): boolean {
    if (this.isOut) return this.#role === 'caller' || !this.#outage.hasPatience;
    return this.#options.active()?.role === 'caller';
  }
}
