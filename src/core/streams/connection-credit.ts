import type {ControlQueue} from './control-queue.js';
import {ReceiveCredit} from './credit.js';
import {Grant} from './grant.js';

/** Counts what all streams of the connection make us hold, and tells the peer when there is room. */
export class ConnectionCredit {
  readonly #credit: ReceiveCredit;
  readonly #grant: Grant;

  constructor(window: number, control: ControlQueue) {
    this.#credit = new ReceiveCredit(window);
    this.#grant = new Grant(control, {write: (writer) => writer.maxCredit(this.#credit.limit)});
  }

  get held(): number {
    return this.#credit.held;
  }

  /** @throws ProtocolViolation when the peer was not allowed that */
  charge(cost: number): void {
    this.#credit.charge(cost);
  }

  consume(cost: number): void {
    if (this.#credit.consume(cost)) this.#grant.send();
  }
}
