import type {PathOptions} from '../../core/connection/path.js';
import type {Transport} from '../../core/connection/transport.js';
import type {TransportEvent} from '../../core/connection/transport-contract.js';
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

/** Timers that are later than this say that the process was busy: what came meanwhile is read first. */
const LATE_MS = 5;

/** Gives a transport its clock, its timer and its pipes. */
export class TransportDriver {
  readonly transport: Transport;
  readonly #onEvent: (event: TransportEvent) => void;
  readonly #pipes = new Map<number, PacketPipe>();
  /** Paths of the transport that have no pipe: it keeps one until there is another. */
  readonly #without = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(transport: Transport, onEvent: (event: TransportEvent) => void) {
    this.transport = transport;
    this.#onEvent = onEvent;
    this.#without.add(transport.path.id);
  }

  /** From now on packets may leave through `pipe`. Without any pipe they wait. */
  addPath(path: PathOptions, pipe: PacketPipe): void {
    this.transport.addPath(path);
    this.#pipes.set(path.id, pipe);
    for (const id of this.#without) this.transport.removePath(monotonicMs(), id);
    this.#without.clear();
    this.#changed();
  }

  removePath(id: number): void {
    if (!this.#pipes.delete(id)) return;
    if (this.#pipes.size === 0) this.#without.add(id);
    else this.transport.removePath(monotonicMs(), id);
    this.#changed();
  }

  /** `path`: the id of the path it came on; absent: it has none yet. */
  receive(packet: Uint8Array, path?: number): void {
    if (this.#isClosed) return;
    this.transport.handlePacket(packet, monotonicMs(), path);
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

  /** What is to be sent leaves now: there will be no other turn. */
  flush(): void {
    if (!this.#isClosed) this.#drain();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  /** The paths are others: which one is in use is told at once, what it brings about comes later. */
  #changed(): void {
    this.transport.handleTimeout(monotonicMs());
    this.#emit();
    this.poke();
  }

  #drain(): void {
    if (this.#transmit() === BATCH_PACKETS) this.poke();
    else this.#schedule();
    this.#emit();
  }

  /** How many packets left. */
  #transmit(): number {
    if (this.#pipes.size === 0) return 0;
    for (let count = 0; count < BATCH_PACKETS; count++) {
      const {transport} = this;
      // Nearly always the pipe that the packet leaves through, which then need not be copied.
      const usual = this.#pipes.get(transport.path.id) as PacketPipe;
      const length = transport.pollTransmit(monotonicMs(), usual.buffer);
      if (length === 0) return count;
      const pipe = this.#pipes.get(transport.transmitPath) as PacketPipe;
      if (pipe !== usual) pipe.buffer.set(usual.buffer.subarray(0, length));
      // A packet that the pipe refuses is lost, as on any network.
      pipe.flush(length);
    }
    return BATCH_PACKETS;
  }

  #schedule(): void {
    const now = monotonicMs();
    const atMs = this.#pipes.size > 0 ? this.transport.pollTimeout(now) : Number.POSITIVE_INFINITY;
    if (atMs >= this.#timerAtMs && this.#timerAtMs > now) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY || this.#isClosed) return;
    this.#timer = setTimeout(() => this.#alarm(atMs), Math.max(0, atMs - now));
  }

  #alarm(atMs: number): void {
    if (monotonicMs() - atMs < LATE_MS) this.#timeout();
    else setImmediate(() => this.#timeout());
  }

  #timeout(): void {
    if (this.#isClosed) return;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    this.transport.handleTimeout(monotonicMs());
    this.#drain();
  }

  #emit(): void {
    for (;;) {
      const event = this.transport.pollEvent();
      if (!event) return;
      if (event.type === 'silent') for (const pipe of this.#pipes.values()) pipe.renew();
      // The peer is told before the owner lets go of this.
      if (event.type === 'closed') this.#transmit();
      this.#onEvent(event);
    }
  }
}
