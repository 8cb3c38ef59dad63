import type {LinkModel, LinkModelChange, TimelineEntry} from './model.js';

/** What a model has become after a time of its own timeline. */
export class Timeline {
  readonly #startMs: number;
  readonly #entries: readonly TimelineEntry[];
  #model: LinkModel;
  #next = 0;

  /** `startMs`: the caller's clock when the links came up. Entries of one time apply as listed. */
  constructor(model: LinkModel, startMs: number) {
    this.#startMs = startMs;
    this.#model = model;
    this.#entries = [...(model.timeline ?? [])].sort((one, other) => one.atMs - other.atMs);
  }

  /** When the model changes next, on the caller's clock; infinity when it does not. */
  get nextMs(): number {
    const entry = this.#entries[this.#next];
    return entry === undefined ? Number.POSITIVE_INFINITY : this.#startMs + entry.atMs;
  }

  /** The model at `nowMs`, which must not go backwards. */
  at(nowMs: number): LinkModel {
    for (; this.nextMs <= nowMs; this.#next++) {
      this.#model = changeModel(this.#model, (this.#entries[this.#next] as TimelineEntry).change);
    }
    return this.#model;
  }
}

/** The model with some of its fields set or taken away. */
export function changeModel(model: LinkModel, change: LinkModelChange): LinkModel {
  const fields = Object.entries({...model, ...change}).filter(([, value]) => value !== null);
  return Object.fromEntries(fields);
}
