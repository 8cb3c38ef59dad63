import {addressOf, ppoll} from './libc.js';

/**
 * A fixed set of file descriptors to wait on with ppoll(2), whose timeout is in nanoseconds:
 * timers of the event loop are whole milliseconds.
 */
export class PollSet {
  readonly #count: number;
  readonly #events: Int16Array;
  readonly #timeout: Uint32Array;
  readonly #fdsAddress: number;
  readonly #timeoutAddress: number;

  constructor(fds: readonly number[]) {
    const pollfds = new ArrayBuffer(fds.length * POLLFD_BYTES);
    const timespec = new ArrayBuffer(16);
    this.#count = fds.length;
    this.#events = new Int16Array(pollfds);
    this.#timeout = new Uint32Array(timespec);
    this.#fdsAddress = addressOf(pollfds);
    this.#timeoutAddress = addressOf(timespec);
    const view = new DataView(pollfds);
    fds.forEach((fd, index) => {
      view.setInt32(index * POLLFD_BYTES, fd, true);
      view.setInt16(index * POLLFD_BYTES + 4, POLLIN, true);
    });
  }

  /** Block until a descriptor is ready, a signal came, or `waitMs` (may be infinite) have passed. */
  wait(waitMs: number): void {
    const timeoutAddress = Number.isFinite(waitMs) ? this.#timeoutOf(waitMs) : 0;
    const ready = ppoll(this.#fdsAddress, this.#count, timeoutAddress, 0);
    // After a signal ppoll has not written the answers.
    if (ready < 0)
      for (let index = 0; index < this.#count; index++) this.#events[index * 4 + 3] = 0;
  }

  /** Block for `pauseMs`, whatever is ready. The answers of the last `wait` stay. */
  pause(pauseMs: number): void {
    ppoll(0, 0, this.#timeoutOf(pauseMs), 0);
  }

  /** Whether descriptor `index` can be read, or has an error that reading will tell. */
  isReady(index: number): boolean {
    return this.#events[index * 4 + 3] !== 0;
  }

  /** Fill in the timespec; times that have passed are no wait. */
  #timeoutOf(waitMs: number): number {
    const seconds = Math.floor(Math.max(0, waitMs) / 1000);
    this.#timeout[0] = seconds;
    this.#timeout[2] = (Math.max(0, waitMs) - seconds * 1000) * 1e6;
    return this.#timeoutAddress;
  }
}

/** `struct pollfd`: fd, then the events asked for and the events found, 16 bits each. */
const POLLFD_BYTES = 8;
const POLLIN = 1;
