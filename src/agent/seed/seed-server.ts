import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {WebSocket, WebSocketServer} from 'ws';
import {ClawError} from '../../errors.js';
import {ENVELOPE_BYTES_MAX, type FromSeed, parseToSeed} from './envelope.js';

/** A member that answers no ping within this time is gone. */
const PING_MS = 5000;
const MEMBERS_MAX = 10_000;
/** Bytes a slow member may leave unread before it is cut off. */
const UNREAD_BYTES_MAX = 1024 * 1024;

/** The rendezvous point: passes signals between agents by name, and keeps nothing. */
export class SeedServer {
  readonly #server: WebSocketServer;
  readonly #members = new Map<string, WebSocket>();
  readonly #answered = new WeakSet<WebSocket>();
  readonly #pinger: NodeJS.Timeout;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
    // Running out of file descriptors fails one connection, not the seed.
    server.on('error', () => undefined);
    this.#pinger = setInterval(() => this.#ping(), PING_MS);
  }

  /** @throws ClawError `SEED_LISTEN` when the address cannot be bound. */
  static async listen(address: string, port: number): Promise<SeedServer> {
    const server = new WebSocketServer({
      host: address,
      port,
      maxPayload: ENVELOPE_BYTES_MAX,
      perMessageDeflate: false,
    });
    try {
      await once(server, 'listening');
    } catch (cause) {
      throw listenError(address, port, cause);
    }
    return new SeedServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get members(): string[] {
    return [...this.#members.keys()];
  }

  close(): void {
    clearInterval(this.#pinger);
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #accept(socket: WebSocket): void {
    let name: string | undefined;
    this.#answered.add(socket);
    // Pongs of a socket that has not said hello do not count: it may not stay.
    socket.on('pong', () => name !== undefined && this.#answered.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (name !== undefined && this.#members.get(name) === socket) this.#members.delete(name);
    });
    socket.on('message', (bytes) => {
      const message = parseToSeed(String(bytes));
      if (message?.type === 'hello' && name === undefined) {
        name = this.#join(socket, message.agent) ? message.agent : undefined;
      } else if (message?.type === 'signal' && name !== undefined) {
        this.#route(socket, name, message);
      } else {
        socket.close(1008, 'not a claw message');
      }
    });
  }

  #join(socket: WebSocket, name: string): boolean {
    if (this.#members.size >= MEMBERS_MAX && !this.#members.has(name)) {
      send(socket, {type: 'refused', reason: `this seed is full (${MEMBERS_MAX} agents)`});
      socket.close(1013);
      return false;
    }
    // An agent that comes back before its old socket was found dead takes its own place.
    this.#members.get(name)?.terminate();
    this.#members.set(name, socket);
    this.#answered.add(socket);
    send(socket, {type: 'welcome'});
    return true;
  }

  #route(socket: WebSocket, from: string, message: {to: string; signal: {attempt: string}}): void {
    const target = this.#members.get(message.to);
    if (target && target.bufferedAmount > UNREAD_BYTES_MAX) target.terminate();
    if (target?.readyState === WebSocket.OPEN) {
      target.send(JSON.stringify({type: 'signal', from, signal: message.signal}));
    } else {
      send(socket, {type: 'unreachable', to: message.to, attempt: message.signal.attempt});
    }
  }

  #ping(): void {
    for (const socket of this.#server.clients) {
      if (!this.#answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }
}

function send(socket: WebSocket, message: FromSeed): void {
  socket.send(JSON.stringify(message));
}

function listenError(address: string, port: number, cause: unknown): ClawError {
  const inUse = (cause as {code?: string}).code === 'EADDRINUSE';
  return new ClawError(
    inUse
      ? `the seed cannot listen on ${address}:${port}: the port is in use`
      : `the seed cannot listen on ${address}:${port}: ${(cause as Error).message}`,
    {
      code: 'SEED_LISTEN',
      hint: inUse
        ? `See who has it with "ss -ltnp sport = :${port}", or choose another with --seed-listen.`
        : 'Give an address of this machine and a free port with --seed-listen HOST:PORT.',
      exitCode: 3,
      cause,
    },
  );
}
