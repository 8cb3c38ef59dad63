import {PRIORITIES, type PriorityName} from '../wire/frame-type.js';
import {IncomingDatagrams} from './incoming-datagrams.js';
import type {Outbox} from './outbox.js';
import {DATAGRAM_HEAD_BYTES, OutgoingDatagrams} from './outgoing-datagrams.js';

export interface DatagramOptions {
  /** `interactive` where it is not given. */
  priority?: PriorityName;
  lifetimeMs?: number;
}

/** The datagrams of a connection, both ways. */
export class Datagrams {
  readonly incoming: IncomingDatagrams;
  readonly #outbox: Outbox;
  /** By class. */
  readonly #outgoing: OutgoingDatagrams[];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
    this.#outgoing = PRIORITIES.map((_, index) => new OutgoingDatagrams(outbox, index));
    this.incoming = new IncomingDatagrams(outbox.events);
  }

  /** @throws RangeError when `data` does not fit into a packet, or for a lifetime that is none */
  send(data: Uint8Array, now: number, options: DatagramOptions): void {
    const {priority = 'interactive', lifetimeMs = Number.POSITIVE_INFINITY} = options;
    if (!(lifetimeMs > 0)) throw new RangeError(`lifetimeMs must be above 0, not ${lifetimeMs}`);
    const bytesMax = this.#outbox.packetSpace - DATAGRAM_HEAD_BYTES;
    if (data.length > bytesMax)
      throw new RangeError(`a datagram has at most ${bytesMax} bytes on this connection now`);
    this.#outgoing[PRIORITIES.indexOf(priority)]?.send(data, now, lifetimeMs);
  }

  /** Not sent or not read because too many waited. */
  get dropped(): number {
    let dropped = this.incoming.dropped;
    for (const out of this.#outgoing) dropped += out.dropped;
    return dropped;
  }

  discard(): void {
    for (const out of this.#outgoing) out.discard();
    this.incoming.discard();
  }
}
