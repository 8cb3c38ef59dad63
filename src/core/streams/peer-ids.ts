import {ProtocolViolation, ViolationCode} from '../connection/violation.js';

/**
 * Ids of the peer's streams. They count up, but packets change places: an id below the highest may
 * still be news. One that was seen is never news again.
 */
export class PeerIds {
  /** The next id above all that were seen. */
  #next: number;
  /** Below `#next` and not seen: the peer has opened them and not used them, or their packets are late. */
  readonly #unseen = new Set<number>();

  /** `first`: the lowest id that the peer may use. */
  constructor(first: number) {
    this.#next = first;
  }

  isNews(id: number): boolean {
    return id >= this.#next || this.#unseen.has(id);
  }

  /**
   * `id` is news. `room`: how many streams of the peer may exist beside those that are known.
   *
   * @throws ProtocolViolation when that is too many
   */
  see(id: number, room: number): void {
    const skipped = Math.max(0, (id - this.#next) / 2);
    const seen = this.#unseen.has(id) ? 0 : 1;
    if (this.#unseen.size + skipped + seen > room)
      throw new ProtocolViolation(ViolationCode.stream, 'the peer has opened too many streams');
    if (this.#unseen.delete(id)) return;
    for (; this.#next < id; this.#next += 2) this.#unseen.add(this.#next);
    this.#next += 2;
  }
}
