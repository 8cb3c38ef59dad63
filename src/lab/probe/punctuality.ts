import os from 'node:os';

const TICK_MS = 5;
/** A timer that is later than this says that the process waited for a processor. */
const LATE_MS = 2;

/**
 * Knows whether this process gets a processor when it needs one: times that it takes while it does
 * not say more about the machine than about the network.
 */
export class Punctuality {
  readonly #timer: NodeJS.Timeout;
  #dueMs = performance.now() + TICK_MS;
  #late = false;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    try {
      os.setPriority(os.constants.priority.PRIORITY_HIGHEST);
    } catch {
      // Without the right to it, fewer times are taken.
    }
  }

  /**
   * False since a timer was late until the next one that was not: what had come meanwhile is handled
   * right after the late one.
   */
  get isPunctual(): boolean {
    return !this.#late && performance.now() <= this.#dueMs + LATE_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#late = nowMs > this.#dueMs + LATE_MS;
    this.#dueMs = nowMs + TICK_MS;
  }
}
