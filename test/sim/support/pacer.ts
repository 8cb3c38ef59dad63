import type {Endpoint} from '../../../src/sim/endpoint.js';

/** Sends packets of one length at one pace, counting them, and reads none: load for a link. */
export class Pacer implements Endpoint {
  received = 0;
  readonly #everyMs: number;
  readonly #bytes: number;
  #nextMs: number;
  #isDue = false;
  #sent = 0;

  /** `everyMs`: infinity to send nothing. */
  constructor(everyMs: number, bytes: number) {
    this.#everyMs = everyMs;
    this.#bytes = bytes;
    this.#nextMs = everyMs;
  }

  handlePacket(): void {
    this.received++;
  }

  handleTimeout(now: number): void {
    this.#isDue = now >= this.#nextMs;
  }

  pollTransmit(_now: number, target: Uint8Array): number {
    if (!this.#isDue) return 0;
    this.#isDue = false;
    this.#nextMs += this.#everyMs;
    new DataView(target.buffer).setUint32(0, this.#sent++);
    return this.#bytes;
  }

  pollTimeout(): number {
    return this.#nextMs;
  }
}
