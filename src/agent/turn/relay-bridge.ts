import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import type {Endpoint} from '../../stun/message.js';
import {allocateFirst, type RelayOptions} from './allocate-first.js';
import type {TurnClient} from './turn-client.js';

export const LOOPBACK = '127.0.0.1';

/**
 * Carries a peer connection over a relay without its knowledge: the library talks to a socket on
 * loopback as if that were the other agent, and the bridge passes every datagram to the TURN server
 * and back.
 */
export class RelayBridge {
  readonly turn: TurnClient;
  /** The relay is gone; the bridge has closed. */
  onClosed: (reason: string) => void = () => undefined;
  readonly #socket: Socket;
  #peer: Endpoint | undefined;
  #libraryPort = 0;
  #closed = false;

  private constructor(turn: TurnClient, socket: Socket) {
    this.turn = turn;
    this.#socket = socket;
    socket.on('message', (bytes, from) => {
      if (from.port === this.#libraryPort) turn.send(bytes);
    });
    turn.onData = (bytes) => {
      if (!this.#closed) socket.send(bytes, this.#libraryPort, LOOPBACK);
    };
    turn.onClosed = (reason) => {
      this.close();
      this.onClosed(reason);
    };
  }

  /** Rejects when no TURN server gives an allocation, or `signal` aborts. */
  static async open(options: RelayOptions, signal: AbortSignal): Promise<RelayBridge> {
    const socket = createSocket('udp4');
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    const turn = await allocateFirst(options, signal).catch((error: unknown) => {
      socket.close();
      throw error;
    });
    return new RelayBridge(turn, socket);
  }

  /** The other agent's relayed address, once known. */
  get peer(): Endpoint | undefined {
    return this.#peer;
  }

  /**
   * @param libraryPort where the library's socket is on loopback
   * @returns where the library finds the other agent on loopback
   */
  connect(peer: Endpoint, libraryPort: number): Endpoint {
    this.#peer = peer;
    this.#libraryPort = libraryPort;
    this.turn.connect(peer);
    return {address: LOOPBACK, port: this.#socket.address().port};
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.turn.close();
    this.#socket.close();
  }
}
