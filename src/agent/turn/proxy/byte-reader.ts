import type {Socket} from 'node:net';
import {ProxyError} from './proxy-error.js';

/**
 * Reads a dialogue with a proxy piece by piece. What came after the last piece belongs to the server
 * behind it: `release` gives it back to the socket.
 */
export class ByteReader {
  readonly #socket: Socket;
  #bytes: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#data);
    socket.on('error', this.#error);
    socket.on('close', this.#close);
  }

  /** The next `count` bytes. */
  take(count: number): Promise<Buffer> {
    return this.#takeWhen((bytes) => (bytes.length >= count ? count : undefined));
  }

  /** Everything up to the end of `mark`; rejects with `PROXY_PROTOCOL` after `bytesMax` without it. */
  takeThrough(mark: string, bytesMax: number): Promise<Buffer> {
    return this.#takeWhen((bytes) => {
      const at = bytes.indexOf(mark, 0, 'latin1');
      if (at >= 0) return at + mark.length;
      if (bytes.length > bytesMax)
        throw new ProxyError('PROXY_PROTOCOL', 'the proxy says too much');
      return undefined;
    });
  }

  release(): void {
    this.#socket.off('data', this.#data).off('error', this.#error).off('close', this.#close);
    this.#socket.pause();
    if (this.#bytes.length > 0) this.#socket.unshift(this.#bytes);
  }

  async #takeWhen(enough: (bytes: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const count = enough(this.#bytes);
      if (count !== undefined) {
        const taken = this.#bytes.subarray(0, count);
        this.#bytes = this.#bytes.subarray(count);
        return taken;
      }
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  readonly #data = (bytes: Buffer) => {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#wake();
  };

  readonly #error = (error: Error) => {
    this.#failure ??= error;
    this.#wake();
  };

  readonly #close = () => {
    this.#failure ??= new ProxyError('PROXY_REFUSED', 'the proxy closed the connection');
    this.#wake();
  };
}
