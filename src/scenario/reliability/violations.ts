/**
 * `order`: came after a later message that is ordered. `missing`: reliable, and never came.
 * `duplicate`: came again. `corrupt`: came with other content. `late`: came after its lifetime.
 * `stale`: the receiver had something outdated for longer than allowed. `unsent`: nobody sent it.
 */
export type ViolationKind =
  | 'order'
  | 'missing'
  | 'duplicate'
  | 'corrupt'
  | 'late'
  | 'stale'
  | 'unsent';

/** A promise that was broken, how often, and the first time. */
export interface Violation {
  kind: ViolationKind;
  count: number;
  first: {stream: number; id: number; text: string};
}

/** Collects violations by kind. */
export class ViolationLog {
  readonly #violations = new Map<ViolationKind, Violation>();

  /** `text` is only asked for the first of its kind. */
  note(kind: ViolationKind, at: {stream: number; id: number}, text: () => string): void {
    const known = this.#violations.get(kind);
    if (known === undefined) {
      const first = {stream: at.stream, id: at.id, text: text()};
      this.#violations.set(kind, {kind, count: 1, first});
    } else {
      known.count++;
    }
  }

  all(): Violation[] {
    return [...this.#violations.values()];
  }
}
