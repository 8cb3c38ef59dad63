import type {Transport, TransportEvent} from '../../core/connection/transport.js';
import {monotonicMs} from '../monotonic.js';

/** A pipe for packets: takes what was written into `buffer`. */
export interface PacketPipe {
  /** Where the next packet is to be written. */
  readonly buffer: Uint8Array;
  /** Sends the first `length` bytes of `buffer`; false when they were not taken. */
  flush(length: number): boolean;
  /** Nobody has heard for a while: starts anew what counts packets below. */
  renew(): void;
}

/** At most this many packets in one go: what else the process has to do comes between. */
const BATCH_PACKETS = 64;

/** Gives a transport its clock, its timer and its pipe. */
export class TransportDriver {
  readonly transport: Transport;
  readonly #onEvent: (event: TransportEvent) => void;
  #pipe: PacketPipe | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(transport: Transport, onEvent: (event: TransportEvent) => void) {
    this.transport = transport;
    this.#onEvent = onEvent;
  }

  /** From now on packets leave through `pipe`; without one they wait. */
  attach(pipe: PacketPipe | undefined): void {
    this.#pipe = pipe;
    this.poke();
  }

  receive(packet: Uint8Array): void {
    if (this.#isClosed) return;
    this.transport.handlePacket(packet, monotonicMs());
    this.#emit();
    this.poke();
  }

  /** The application has done something: what it wants to send leaves after this turn. */
  poke(): void {
    if (this.#immediate || this.#isClosed) return;
    this.#immediate = setImmediate(() => {
      this.#immediate = undefined;
      this.#drain();
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #drain(): void {
    if (this.#transmit() === BATCH_PACKETS) this.poke();
    else this.#schedule();
    this.#emit();
  }

  /** How many packets left. */
  #transmit(): number {
    const pipe = this.#pipe;
    if (!pipe) return 0;
    for (let count = 0; count < BATCH_PACKETS; count++) {
      const length = this.transport.pollTransmit(monotonicMs(), pipe.buffer);
      // A packet that the pipe refuses is lost, as on any network.
      if (length === 0) return count;
      pipe.flush(length);
    }
    return BATCH_PACKETS;
  }

  #schedule(): void {
    const now = monotonicMs();
    const atMs = this.#pipe ? this.transport.pollTimeout(now) : Number.POSITIVE_INFINITY;
    if (atMs >= this.#timerAtMs && this.#timerAtMs > now) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY || this.#isClosed) return;
    this.#timer = setTimeout(() => this.#timeout(), Math.max(0, atMs - now));
  }

  #timeout(): void {
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    this.transport.handleTimeout(monotonicMs());
    this.#drain();
  }

  #emit(): void {
    for (;;) {
      const event = this.transport.pollEvent();
      if (!event) return;
      if (event.type === 'silent') this.#pipe?.renew();
      // The peer is told before the owner lets go of this.
      if (event.type === 'closed') this.#transmit();
      this.#onEvent(event);
    }
  }
}
