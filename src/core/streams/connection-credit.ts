import type {ControlFrame, ControlQueue} from './control-queue.js';
import {ReceiveCredit} from './credit.js';

/** Counts what all streams of the connection make us hold, and tells the peer when there is room. */
export class ConnectionCredit {
  readonly #credit: ReceiveCredit;
  readonly #control: ControlQueue;
  #grant: ControlFrame | undefined;

  constructor(window: number, control: ControlQueue) {
    this.#credit = new ReceiveCredit(window);
    this.#control = control;
  }

  get held(): number {
    return this.#credit.held;
  }

  /** @throws ProtocolViolation when the peer was not allowed that */
  charge(cost: number): void {
    this.#credit.charge(cost);
  }

  consume(cost: number): void {
    if (!this.#credit.consume(cost)) return;
    this.#grant?.cancel();
    const {limit} = this.#credit;
    this.#grant = this.#control.send({write: (writer) => writer.maxCredit(limit)});
  }
}
