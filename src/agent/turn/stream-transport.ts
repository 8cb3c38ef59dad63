import type {Socket} from 'node:net';
import {frameForStream, StreamDeframer} from './stream-deframer.js';
import type {TurnTransport} from './transport.js';

/**
 * Datagrams are dropped while more than this waits to be taken by the kernel: late media is worth
 * less than none, and the sender's congestion control needs to see the loss.
 */
const WAITING_BYTES_MAX = 64 * 1024;

/** TURN over a connection that is open already: plain TCP, or TLS on top of it. */
export class StreamTransport implements TurnTransport {
  readonly kind: 'tcp' | 'tls';
  readonly lossy = false;
  onMessage: (message: Buffer) => void = () => undefined;
  onClosed: (reason: string) => void = () => undefined;
  readonly #socket: Socket;
  readonly #deframer = new StreamDeframer();
  #closed = false;

  constructor(kind: 'tcp' | 'tls', socket: Socket) {
    this.kind = kind;
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', (error) => this.#lost(error.message));
    socket.on('end', () => this.#lost('the server closed the connection'));
    socket.on('close', () => this.#lost('the connection is closed'));
    // A proxy's dialogue leaves it paused.
    socket.resume();
  }

  send(message: Buffer): void {
    if (!this.#closed) this.#socket.write(frameForStream(message));
  }

  offer(message: Buffer): boolean {
    if (this.#closed || this.#socket.writableLength > WAITING_BYTES_MAX) return false;
    this.send(message);
    return true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A server that does not close its side must not keep the socket.
    this.#socket.setTimeout(LINGER_MS, () => this.#socket.destroy());
    this.#socket.end(() => this.#socket.destroy());
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    try {
      for (const message of this.#deframer.push(bytes)) {
        if (!this.#closed) this.onMessage(message);
      }
    } catch (error) {
      this.#lost((error as Error).message);
    }
  }

  #lost(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.onClosed(reason);
  }
}

const LINGER_MS = 1000;
