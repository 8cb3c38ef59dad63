import type {PathOptions} from '../../core/connection/path.js';
import type {Move} from '../../core/connection/paths.js';
import type {Transport} from '../../core/connection/transport.js';
import type {TransportEvent} from '../../core/connection/transport-contract.js';
import {PRIORITIES, type PriorityName} from '../../core/wire/frame-type.js';
import {monotonicMs} from '../monotonic.js';
import {Stream, type StreamOptions, StreamResetError} from './stream.js';
import {type PacketPipe, TransportDriver} from './transport-driver.js';

export interface StreamsListener {
  /** The peer has opened a stream. */
  stream(stream: Stream): void;
  datagram(data: Uint8Array): void;
  /** Another path is in use; paths are known by their ids. */
  moved(move: Move): void;
  closed(reason: {code: number; reason: string; byPeer: boolean}): void;
}

/** The streams and datagrams of a connection, whatever path it takes. */
export class ConnectionStreams {
  readonly transport: Transport;
  readonly #driver: TransportDriver;
  readonly #listener: StreamsListener;
  readonly #streams = new Map<number, Stream>();

  constructor(transport: Transport, listener: StreamsListener) {
    this.transport = transport;
    this.#listener = listener;
    this.#driver = new TransportDriver(transport, (event) => this.#onEvent(event));
  }

  /** Streams that may still tell something. */
  get size(): number {
    return this.#streams.size;
  }

  openStream(options: StreamOptions = {}): Stream {
    const {priority = 'interactive', label = '', ...mode} = options;
    const id = this.transport.streams.open({...mode, priority, label});
    return this.#add({id, label, priority});
  }

  /** One unreliable message that fits a packet; given up after `lifetimeMs`, if given. */
  sendDatagram(
    data: Uint8Array,
    options: {priority?: PriorityName; lifetimeMs?: number} = {},
  ): void {
    const {priority = 'interactive', lifetimeMs} = options;
    this.transport.streams.datagram(data, monotonicMs(), {
      priority,
      ...(lifetimeMs === undefined ? {} : {lifetimeMs}),
    });
    this.#driver.poke();
  }

  /** Packets may take another way, whose pipe is `pipe`. */
  addPath(path: PathOptions, pipe: PacketPipe): void {
    this.#driver.addPath(path, pipe);
  }

  removePath(id: number): void {
    this.#driver.removePath(id);
  }

  receive(packet: Uint8Array, path?: number): void {
    this.#driver.receive(packet, path);
  }

  /** Tells the peer and ends every stream. */
  close(code: number, reason: string): void {
    this.transport.close(code, reason);
    this.#driver.flush();
  }

  /** The pipe is gone for good: nobody can be told. */
  abandon(reason: string): void {
    this.#driver.close();
    this.transport.streams.close();
    this.#endAll(new Error(reason));
  }

  #onEvent(event: TransportEvent): void {
    switch (event.type) {
      case 'opened':
        this.#listener.stream(
          this.#add({...event, id: event.stream, priority: PRIORITIES[event.priority] ?? 'bulk'}),
        );
        break;
      case 'datagram':
        this.#datagrams();
        break;
      case 'silent':
      case 'resumed':
        break;
      case 'moved':
        this.#listener.moved(event);
        break;
      case 'closed':
        this.#endAll(new Error(`connection closed: ${event.reason}`));
        this.#listener.closed(event);
        break;
      case 'reset':
        this.#streams.get(event.stream)?.tell(new StreamResetError(event.code));
        break;
      case 'stopped':
        this.#streams.get(event.stream)?.stopped(event.code);
        break;
      case 'forgotten':
        this.#streams.delete(event.stream);
        break;
      default:
        this.#streams.get(event.stream)?.tell(event.type);
    }
  }

  #datagrams(): void {
    for (;;) {
      const data = this.transport.streams.readDatagram();
      if (!data) return;
      this.#listener.datagram(data);
    }
  }

  #add(facts: {id: number; label: string; priority: PriorityName}): Stream {
    const stream = new Stream(this.transport.streams, () => this.#driver.poke(), facts);
    this.#streams.set(facts.id, stream);
    return stream;
  }

  #endAll(error: Error): void {
    for (const stream of this.#streams.values()) stream.tell(error);
    this.#streams.clear();
  }
}
