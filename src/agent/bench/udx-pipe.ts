import {once} from 'node:events';
import type UDX from 'udx-native';
import type {UdxSocket, UdxStream} from 'udx-native';
import {ClawError, ExitCode} from '../../errors.js';
import type {FlowReceiver} from './flow-receiver.js';
import {FrameReader, lengthPrefix} from './frames.js';
import type {FlowWriter, Pipe} from './pipe.js';
import type {FlowSpec, Invitation, PathReport, PipeRequest} from './protocol.js';

/**
 * udx-native: reliable ordered streams over UDP with BBR, in C, not encrypted. A stream for each
 * flow, whose two ends have numbers that follow from the flow's id.
 */
export class UdxPipe implements Pipe {
  readonly #udx: UDX;
  readonly #socket: UdxSocket;
  readonly #streams: UdxStream[] = [];
  #remote = {address: '', port: 0};

  private constructor(udx: UDX, address: string) {
    this.#udx = udx;
    this.#socket = udx.createSocket();
    this.#socket.bind(0, address);
  }

  /** Throws `UDX_MISSING`: it is there for development only. */
  static async make({address}: PipeRequest): Promise<UdxPipe> {
    const module = await import('udx-native').catch((cause: Error) => {
      throw udxMissing(cause);
    });
    return new UdxPipe(new module.default(), address);
  }

  async invite(): Promise<Invitation> {
    return this.#place();
  }

  async join(invitation: Invitation): Promise<Invitation> {
    await this.complete(invitation);
    return this.#place();
  }

  async complete({address = '', port = 0}: Invitation): Promise<void> {
    this.#remote = {address, port};
  }

  async opened(): Promise<void> {
    // A stream needs no handshake.
  }

  expect({id}: FlowSpec, receiver: FlowReceiver): void {
    const frames = new FrameReader((message) => receiver.message(message));
    const stream = this.#connect(receiverEnd(id), senderEnd(id));
    stream.on('data', (chunk: Buffer) => frames.push(chunk));
  }

  async openFlow({id}: FlowSpec): Promise<FlowWriter> {
    const stream = this.#connect(senderEnd(id), receiverEnd(id));
    let waitingBytes = 0;
    stream.on('drain', () => {
      waitingBytes = 0;
    });
    return {
      write: (message) => {
        const isTaken = stream.write(Buffer.concat([lengthPrefix(message), message]));
        waitingBytes = isTaken ? 0 : waitingBytes + message.length;
      },
      get bufferedBytes() {
        return waitingBytes;
      },
      get isFull() {
        return waitingBytes > 0;
      },
      drained: async () => {
        await once(stream, 'drain');
      },
      end: () => undefined,
    };
  }

  facts(): Record<string, unknown> {
    const [stream] = this.#streams;
    return stream ? {mtu: stream.mtu, rttMs: stream.rtt, windowPackets: stream.cwnd} : {};
  }

  paths(): PathReport {
    return {events: []};
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy();
    void this.#socket.close();
  }

  #connect(id: number, remoteId: number): UdxStream {
    const stream = this.#udx.createStream(id);
    // A pipe is closed with flows under way.
    stream.on('error', () => undefined);
    stream.connect(this.#socket, remoteId, this.#remote.port, this.#remote.address);
    this.#streams.push(stream);
    return stream;
  }

  #place(): Invitation {
    const {host, port} = this.#socket.address() ?? {host: '', port: 0};
    return {address: host, port};
  }
}

function senderEnd(flow: number): number {
  return flow * 2;
}

function receiverEnd(flow: number): number {
  return flow * 2 + 1;
}

function udxMissing(cause: Error): ClawError {
  return new ClawError('udx-native is not installed', {
    code: 'UDX_MISSING',
    exitCode: ExitCode.unsupported,
    hint: 'npm install --no-save udx-native@1.21.3, or leave udx out of --peers.',
    cause,
  });
}
