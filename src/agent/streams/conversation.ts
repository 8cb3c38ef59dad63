import type {TransportStats} from '../../core/connection/transport-contract.js';
import type {PriorityName} from '../../core/wire/frame-type.js';
import type {ConnectionTransport} from './connection-transport.js';
import type {Stream, StreamOptions} from './stream.js';

/** What an application does with a connection. What it sends before a path is open waits for one. */
export abstract class Conversation {
  /** Carries the streams and datagrams of this connection over whatever path is in use. */
  abstract readonly transport: ConnectionTransport;

  /**
   * Opens a stream; the peer's `onStream` gets the other end once something was sent.
   *
   * @throws RangeError when 1024 streams are open, the label is longer than 128 bytes of UTF-8, or a
   * mode is out of range
   */
  openStream(options?: StreamOptions): Stream {
    return this.transport.openStream(options);
  }

  /**
   * Sends one message that fits a packet, never again; given up after `lifetimeMs`, if given. Of each
   * priority 256 KiB may wait: then the oldest are dropped.
   *
   * @throws RangeError when `data` fits into no packet, or `lifetimeMs` is not above 0
   */
  sendDatagram(data: Uint8Array, options?: {priority?: PriorityName; lifetimeMs?: number}): void {
    this.transport.sendDatagram(data, options);
  }

  /** Packets and bytes sent, received and lost, over all paths; undefined before the first use. */
  get stats(): TransportStats | undefined {
    return this.transport.stats;
  }
}
