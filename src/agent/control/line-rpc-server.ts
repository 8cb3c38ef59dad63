import {chmod} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {ClawError} from '../../errors.js';
import {readLines} from './read-lines.js';

export type Handlers = Record<string, (params: unknown) => unknown>;

/** Bytes a slow subscriber may leave unread before it is cut off. */
const UNREAD_BYTES_MAX = 16 * 1024 * 1024;
/** A longer request ends its connection. */
const REQUEST_CHARS_MAX = 1024 * 1024;
/** How long `close` waits for others to read their last reply. */
const CLOSE_MS_MAX = 1000;

/** Newline-delimited JSON requests over a Unix socket, with events for those who subscribe. */
export class LineRpcServer {
  readonly #server: Server;
  readonly #handlers: Handlers;
  readonly #sockets = new Set<Socket>();
  readonly #subscribers = new Set<Socket>();

  private constructor(handlers: Handlers) {
    this.#handlers = handlers;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /**
   * Handlers get the request's `params`; what they return or resolve to is the result.
   * The socket is readable and writable by its owner only.
   */
  static async listen(path: string, handlers: Handlers): Promise<LineRpcServer> {
    const rpc = new LineRpcServer(handlers);
    await new Promise<void>((resolve, reject) => {
      rpc.#server.once('error', (cause) =>
        reject(
          new ClawError(`cannot listen on the control socket ${path}: ${cause.message}`, {
            code: 'CONTROL_LISTEN',
            hint: 'Give a path in a directory you may write to, not in use by another process.',
            exitCode: 3,
            cause,
          }),
        ),
      );
      rpc.#server.listen(path, resolve);
    });
    // Running out of file descriptors fails one connection, not the process.
    rpc.#server.on('error', () => undefined);
    await chmod(path, 0o600);
    return rpc;
  }

  publish(event: unknown): void {
    if (this.#subscribers.size === 0) return;
    const line = `${JSON.stringify({event})}\n`;
    for (const socket of this.#subscribers) {
      if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
      else socket.write(line);
    }
  }

  /** Ends every connection, also of those who do not read, and removes the socket. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.end();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSE_MS_MAX);
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(timer);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#subscribers.delete(socket);
    });
    readLines(socket, REQUEST_CHARS_MAX, (line) => void this.#serve(socket, line));
  }

  async #serve(socket: Socket, line: string): Promise<void> {
    const request = parseRequest(line);
    if (!request) {
      socket.end(`${JSON.stringify({error: {code: 'BAD_REQUEST', message: 'not a request'}})}\n`);
      return;
    }
    const reply = await this.#call(socket, request);
    if (socket.writable) socket.write(`${JSON.stringify({id: request.id, ...reply})}\n`);
  }

  async #call(socket: Socket, request: Request): Promise<object> {
    if (request.method === 'subscribe') {
      this.#subscribers.add(socket);
      return {result: {}};
    }
    const handler = Object.hasOwn(this.#handlers, request.method)
      ? this.#handlers[request.method]
      : undefined;
    if (!handler) return {error: {code: 'UNKNOWN_METHOD', message: `no method ${request.method}`}};
    try {
      return {result: (await handler(request.params)) ?? {}};
    } catch (error) {
      const {message} = error as Error;
      if (!(error instanceof ClawError)) return {error: {code: 'BUG', message, exitCode: 70}};
      return {
        error: {code: error.code, message, hint: error.hint, exitCode: error.exitCode},
      };
    }
  }
}

interface Request {
  id: number;
  method: string;
  params: unknown;
}

function parseRequest(line: string): Request | undefined {
  try {
    const value = JSON.parse(line) as Partial<Request> | null;
    if (typeof value?.id !== 'number' || typeof value.method !== 'string') return undefined;
    return {id: value.id, method: value.method, params: value.params ?? {}};
  } catch {
    return undefined;
  }
}
