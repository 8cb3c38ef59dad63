import {Fifo} from './fifo.js';
import type {OutgoingMessage} from './outgoing-message.js';

/** So many given-up messages may stay among those that wait. */
const VANISHED_MAX = 64;

/** Messages of a stream of which nothing has been sent. Those given up leave in batches. */
export class OutgoingQueue {
  readonly #messages = new Fifo<OutgoingMessage>();
  #vanished = 0;

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  push(message: OutgoingMessage): void {
    this.#messages.push(message);
  }

  /** The next one that is not given up. */
  peek(): OutgoingMessage | undefined {
    let message = this.#messages.peek();
    while (message?.isDone) {
      this.#messages.shift();
      this.#vanished = Math.max(0, this.#vanished - 1);
      message = this.#messages.peek();
    }
    return message;
  }

  shift(): void {
    this.#messages.shift();
  }

  /** One that waits was given up. */
  vanish(): void {
    this.#vanished += 1;
    if (this.#vanished < VANISHED_MAX || 2 * this.#vanished < this.#messages.length) return;
    this.#messages.keep((message) => !message.isDone);
    this.#vanished = 0;
  }

  clear(): void {
    this.#messages.clear();
    this.#vanished = 0;
  }
}
