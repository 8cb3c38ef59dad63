import {ProtocolViolation, ViolationCode} from '../connection/violation.js';

/** What the peer lets us send, as a sum of costs since the beginning. */
export class SendCredit {
  limit: number;
  used = 0;

  constructor(initial: number) {
    this.limit = initial;
  }

  allows(cost: number): boolean {
    return this.used + cost <= this.limit;
  }

  /** True: there is more than before. */
  raise(limit: number): boolean {
    if (limit <= this.limit) return false;
    this.limit = limit;
    return true;
  }
}

/** What we let the peer send. More is granted when half of the window has been consumed. */
export class ReceiveCredit {
  readonly #window: number;
  limit: number;
  used = 0;
  consumed = 0;

  constructor(window: number) {
    this.#window = window;
    this.limit = window;
  }

  /** Costs counted and not consumed: what the peer makes us hold. */
  get held(): number {
    return this.used - this.consumed;
  }

  /** @throws ProtocolViolation when the peer was not allowed that */
  charge(cost: number): void {
    if (this.used + cost > this.limit)
      throw new ProtocolViolation(
        ViolationCode.credit,
        'the peer sent more than its credit allows',
      );
    this.used += cost;
  }

  /** True: `limit` rose, and the peer wants to know. */
  consume(cost: number): boolean {
    this.consumed += cost;
    if (2 * (this.limit - this.consumed) > this.#window) return false;
    this.limit = this.consumed + this.#window;
    return true;
  }
}
