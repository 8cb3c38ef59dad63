import type {Attempt} from './attempt.js';
import {isWanted, type WantedPath} from './wanted-path.js';

/** What is to be known of an attempt to choose among several. */
export type Choosable = Pick<Attempt, 'id' | 'role' | 'kind' | 'path' | 'established' | 'isStale'>;

/** The attempts of one connection, by their ids. */
export class Attempts<A extends Choosable> extends Map<string, A> {
  /** The one whose path of the connection's transport is `path`. */
  on(path: number | undefined): A | undefined {
    return path === undefined ? undefined : this.all.find((attempt) => attempt.path === path);
  }

  at(wanted: WantedPath): A[] {
    return this.all.filter(({kind}) => isWanted(kind, wanted));
  }

  /** At such a path, and not known to be stale. */
  fresh(wanted: WantedPath): A[] {
    return this.at(wanted).filter(({isStale}) => !isStale);
  }

  /**
   * Those that this side is to end, as they are not worth having beside `active`: of each path in
   * `wanted` that it is not itself, one is. Who began them ends them; where both sides have begun some
   * that work, the one that `decides` ends all, so that they do not end each other's. A stale
   * one is kept beside them until another of its kind works; while `active` is, nobody knows which does.
   */
  superfluous(active: A, wanted: readonly WantedPath[], decides: boolean): A[] {
    const isMixed = this.all.some(({role, established}) => role === 'callee' && established);
    if (active.isStale || (isMixed && !decides)) return [];
    const kept = new Set([active]);
    for (const one of wanted) {
      const standby = isWanted(active.kind, one) ? undefined : this.#standby(one, kept);
      if (standby) kept.add(standby);
    }
    return this.all.filter(
      (attempt) =>
        !kept.has(attempt) &&
        (decides || attempt.role === 'caller') &&
        (!attempt.isStale || isReplaced(attempt, kept)),
    );
  }

  get all(): A[] {
    return [...this.values()];
  }

  /** A direct one that has not come about is better tried for anew. */
  #standby(wanted: WantedPath, kept: ReadonlySet<A>): A | undefined {
    const others = this.fresh(wanted).filter((attempt) => !kept.has(attempt));
    const established = others.find((attempt) => attempt.established);
    return established ?? (wanted === 'direct' ? undefined : others.at(-1));
  }
}

function isReplaced<A extends Choosable>({kind}: A, kept: ReadonlySet<A>): boolean {
  return [...kept].some((attempt) => attempt.established && attempt.kind === kind);
}
