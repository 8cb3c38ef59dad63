import {once} from 'node:events';
import {connect, createServer, type Server, type Socket} from 'node:net';
import type {FlowReceiver} from './flow-receiver.js';
import {FrameReader, lengthPrefix} from './frames.js';
import type {FlowWriter, Pipe} from './pipe.js';
import type {FlowSpec, Invitation, PathReport, PipeRequest} from './protocol.js';

const ID_BYTES = 4;

/**
 * Kernel TCP, a connection for each flow that begins with the flow's id. Ordered and reliable only;
 * congestion control is that of the host's route.
 */
export class TcpPipe implements Pipe {
  readonly #address: string;
  readonly #sockets = new Set<Socket>();
  readonly #receivers = new Map<number, FlowReceiver>();
  #server: Server | undefined;
  #remote = {host: '', port: 0};

  constructor({address}: PipeRequest) {
    this.#address = address;
  }

  async invite(): Promise<Invitation> {
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.listen(0, this.#address);
    await once(this.#server, 'listening');
    const {port} = this.#server.address() as {port: number};
    return {address: this.#address, port};
  }

  async join({address = '', port = 0}: Invitation): Promise<Invitation> {
    this.#remote = {host: address, port};
    return {};
  }

  async complete(): Promise<void> {
    // A connection is made for each flow.
  }

  async opened(): Promise<void> {
    // As above.
  }

  expect({id}: FlowSpec, receiver: FlowReceiver): void {
    this.#receivers.set(id, receiver);
  }

  async openFlow({id}: FlowSpec): Promise<FlowWriter> {
    const socket = connect({...this.#remote, noDelay: true});
    this.#keep(socket);
    await once(socket, 'connect');
    const head = Buffer.alloc(ID_BYTES);
    head.writeUInt32BE(id);
    socket.write(head);
    return {
      write: (message) => {
        socket.cork();
        socket.write(lengthPrefix(message));
        socket.write(message);
        socket.uncork();
      },
      get bufferedBytes() {
        return socket.writableLength;
      },
      get isFull() {
        return socket.writableNeedDrain;
      },
      drained: async () => {
        await once(socket, 'drain');
      },
      end: () => undefined,
    };
  }

  facts(): Record<string, unknown> {
    return {};
  }

  paths(): PathReport {
    return {events: []};
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
  }

  #accept(socket: Socket): void {
    this.#keep(socket);
    let head = Buffer.alloc(0);
    let frames: FrameReader | undefined;
    socket.on('data', (chunk: Buffer) => {
      if (frames) {
        frames.push(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < ID_BYTES) return;
      const receiver = this.#receivers.get(head.readUInt32BE());
      frames = new FrameReader((message) => receiver?.message(message));
      frames.push(head.subarray(ID_BYTES));
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A pipe is closed with flows under way.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
