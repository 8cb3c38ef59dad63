import type {TurnServer} from './transport.js';

/** A network may get better: after this long every way is tried as if for the first time. */
const REMEMBER_MS = 60_000;
/** A lost packet or two let the wrong way win once, but hardly in a row. */
const WINS_MIN = 2;

/** Which way to a TURN server works; shared by all peers of an agent. */
export class RelayMemory {
  #server: TurnServer | undefined;
  #wins = 0;
  #untilMs = 0;

  /** The way that worked time after time, if it is one of these. */
  last(servers: readonly TurnServer[]): TurnServer | undefined {
    if (this.#wins < WINS_MIN || performance.now() > this.#untilMs) return undefined;
    return servers.find((server) => server === this.#server);
  }

  /** The network may be another one. */
  forget(): void {
    this.#server = undefined;
    this.#wins = 0;
  }

  /** `server` was the first to give an allocation. */
  worked(server: TurnServer): void {
    const expired = this.#wins >= WINS_MIN && performance.now() > this.#untilMs;
    if (server !== this.#server || expired) {
      this.#server = server;
      this.#wins = 0;
    }
    this.#wins += 1;
    if (this.#wins === WINS_MIN) this.#untilMs = performance.now() + REMEMBER_MS;
  }
}
