import type {Reach} from '../core/signaling/signal.js';
import type {Attempt} from './attempt.js';

/** The attempts of one connection, by their ids. */
export class Attempts extends Map<string, Attempt> {
  /** The one whose path of the connection's transport is `path`. */
  on(path: number | undefined): Attempt | undefined {
    return path === undefined ? undefined : this.#all.find((attempt) => attempt.path === path);
  }

  of(reach: Reach): Attempt[] {
    return this.#all.filter((attempt) => attempt.reach === reach);
  }

  /** Those that are not worth having beside `active`: one of the other kind is, if `hasStandby`. */
  superfluous(active: Attempt, hasStandby: boolean): Attempt[] {
    const standby = hasStandby ? this.#standby(active) : undefined;
    return this.#all.filter((attempt) => attempt !== active && attempt !== standby);
  }

  /** A direct one that has not come about is better tried for anew. */
  #standby({reach}: Attempt): Attempt | undefined {
    const others = this.of(reach === 'direct' ? 'relayed' : 'direct');
    const established = others.find((attempt) => attempt.established);
    return established ?? (reach === 'direct' ? others.at(-1) : undefined);
  }

  get #all(): Attempt[] {
    return [...this.values()];
  }
}
