import type {TimerTable} from '../scheduler/timer-table.js';
import type {OutgoingMessage} from './outgoing-message.js';

/** The messages of a stream whose lifetime is running. */
export class Expiries {
  readonly #timers: TimerTable;
  readonly #messages = new Set<OutgoingMessage>();

  constructor(timers: TimerTable) {
    this.#timers = timers;
  }

  set(message: OutgoingMessage, atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#timers.set(message, atMs);
    this.#messages.add(message);
  }

  clear(message: OutgoingMessage): void {
    if (message.dueMs === Number.POSITIVE_INFINITY) return;
    this.#timers.clear(message);
    this.#messages.delete(message);
  }

  clearAll(): void {
    for (const message of this.#messages) this.#timers.clear(message);
    this.#messages.clear();
  }
}
