import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {ClawError, type ExitCode} from '../../errors.js';
import {readLines} from './read-lines.js';

/** The status of a mesh of 200 agents takes some millions of characters. */
const REPLY_CHARS_MAX = 64 * 1024 * 1024;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Reply {
  id?: number;
  result?: unknown;
  error?: {code: string; message: string; hint?: string; exitCode?: ExitCode};
  event?: unknown;
}

/** The other end of `LineRpcServer`. Requests outstanding when the socket closes are rejected. */
export class LineRpcClient {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #onEvent: (event: unknown) => void = () => undefined;
  /** Resolves when the connection has closed, for whatever reason. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#rejectAll();
        resolve();
      });
    });
    socket.on('error', () => socket.destroy());
    readLines(socket, REPLY_CHARS_MAX, (line) => this.#receive(line));
  }

  /** @throws the socket's error (`ENOENT`, `ECONNREFUSED`) when nobody listens at `path`. */
  static async connect(path: string): Promise<LineRpcClient> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new LineRpcClient(socket);
  }

  request(method: string, params: unknown = {}): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (!this.#socket.writable) {
        reject(gone());
        return;
      }
      this.#pending.set(id, {resolve, reject});
      this.#socket.write(`${JSON.stringify({id, method, params})}\n`);
    });
  }

  async subscribe(onEvent: (event: unknown) => void): Promise<void> {
    this.#onEvent = onEvent;
    await this.request('subscribe');
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const reply = parseReply(line);
    if (!reply) {
      this.#socket.destroy();
      return;
    }
    if (reply.event !== undefined) {
      this.#onEvent(reply.event);
      return;
    }
    const pending = this.#pending.get(reply.id ?? 0);
    this.#pending.delete(reply.id ?? 0);
    if (reply.error) {
      const {code, message, hint, exitCode} = reply.error;
      pending?.reject(
        new ClawError(message, {
          code,
          ...(hint === undefined ? {} : {hint}),
          ...(exitCode === undefined ? {} : {exitCode}),
        }),
      );
    } else {
      pending?.resolve(reply.result);
    }
  }

  #rejectAll(): void {
    for (const pending of this.#pending.values()) pending.reject(gone());
    this.#pending.clear();
  }
}

/** `undefined` for what is not JSON: whoever sends it is no `LineRpcServer`. */
function parseReply(line: string): Reply | undefined {
  try {
    return (JSON.parse(line) as Reply | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function gone(): ClawError {
  return new ClawError('the other process has gone', {code: 'CONTROL_GONE', exitCode: 1});
}
