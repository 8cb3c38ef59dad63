import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';

export interface SocketAddress {
  address: string;
  port: number;
}

/**
 * Client of the candidate map: asks under which address others reach a local socket. The loopback
 * fabric answers it (docs/loopback.md); one JSON datagram each way.
 */
export class CandidateMap {
  readonly #socket: Socket;
  readonly #server: SocketAddress;
  readonly #pending = new Map<number, (mapped: SocketAddress) => void>();
  #nextId = 1;

  private constructor(socket: Socket, server: SocketAddress) {
    this.#socket = socket;
    this.#server = server;
    socket.on('message', (bytes) => this.#receive(bytes));
  }

  static async open(server: SocketAddress): Promise<CandidateMap> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new CandidateMap(socket, server);
  }

  lookup(local: SocketAddress): Promise<SocketAddress> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#socket.send(JSON.stringify({id, map: local}), this.#server.port, this.#server.address);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #receive(bytes: Buffer): void {
    const reply = parseReply(bytes.toString());
    if (!reply) return;
    this.#pending.get(reply.id)?.({address: reply.address, port: reply.port});
    this.#pending.delete(reply.id);
  }
}

/** `undefined` for anything else: any process of this machine can send to the socket. */
function parseReply(text: string): (SocketAddress & {id: number}) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isReply(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isReply(value: unknown): value is SocketAddress & {id: number} {
  const reply = value as Partial<SocketAddress & {id: number}> | null;
  return (
    typeof reply?.id === 'number' &&
    typeof reply.address === 'string' &&
    typeof reply.port === 'number'
  );
}
