import type {Sender} from '../scheduler/classes.js';
import type {Timed} from '../scheduler/timer-table.js';
import type {Outbox} from './outbox.js';

/** Messages of a stream that wait for company. Its time in the timer table is the end of the wait. */
export class Hold implements Timed {
  dueMs = 0;
  timerIndex = -1;
  readonly #outbox: Outbox;
  readonly #sender: Sender;
  #bytes = 0;

  constructor(outbox: Outbox, sender: Sender) {
    this.#outbox = outbox;
    this.#sender = sender;
  }

  get isOn(): boolean {
    return this.#outbox.classes.isHeld(this.#sender);
  }

  /** Messages added to a hold do not make it longer. */
  begin(untilMs: number, queuedBytes: number): void {
    if (!this.isOn) {
      this.#outbox.classes.hold(this.#sender);
      this.#outbox.timers.set(this, untilMs);
    }
    this.#count(queuedBytes);
  }

  /** More or less of the stream waits than before. */
  update(queuedBytes: number): void {
    if (this.#bytes > 0) this.#count(queuedBytes);
  }

  /** The stream's messages wait no longer. */
  end(): void {
    this.cancel();
    this.#count(0);
    this.#outbox.ready(this.#sender);
  }

  /** Nothing waits any more. */
  cancel(): void {
    this.#outbox.timers.clear(this);
  }

  onDue(): void {
    this.end();
  }

  #count(bytes: number): void {
    this.#outbox.heldBytes += bytes - this.#bytes;
    this.#bytes = bytes;
  }
}
