import {
  Rendezvous,
  type RendezvousInput,
  type RendezvousOutput,
} from '../core/signaling/rendezvous.js';
import {monotonicMs} from './monotonic.js';

/** Gives a rendezvous its clock and its timer. */
export class RendezvousDriver {
  readonly #rendezvous: Rendezvous;
  readonly #perform: (output: RendezvousOutput) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(names: {local: string; remote: string}, perform: (output: RendezvousOutput) => void) {
    this.#rendezvous = new Rendezvous(names);
    this.#perform = perform;
  }

  /** What it makes of the input is performed at once. */
  handle(input: RendezvousInput): void {
    this.#rendezvous.handleInput(input);
    for (;;) {
      const output = this.#rendezvous.pollOutput();
      if (!output) break;
      this.#perform(output);
    }
    this.stop();
    const deadline = this.#rendezvous.pollTimeout();
    if (deadline === undefined) return;
    this.#timer = setTimeout(
      () => this.handle({type: 'timeout', now: monotonicMs()}),
      Math.max(0, deadline - monotonicMs()) + 1,
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
