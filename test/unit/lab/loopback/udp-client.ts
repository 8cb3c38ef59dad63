import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import type {HostAccess} from '../../../../src/lab/lab.js';
import {xorAddressOf} from '../../../../src/stun/attributes.js';
import {decodeStun} from '../../../../src/stun/decode.js';
import {StunMethod, StunAttributeType as Type} from '../../../../src/stun/message.js';
import {TurnClient} from '../services/turn-client.js';

const LOOPBACK = '127.0.0.1';

/** A socket of an agent, as the fabric sees one: it asks STUN, the candidate map and TURN. */
export class UdpClient {
  readonly #socket: Socket;
  readonly #access: HostAccess;
  readonly #arrived: {text: string; bytes: Buffer; fromPort: number}[] = [];
  #wake: () => void = () => undefined;

  private constructor(socket: Socket, access: HostAccess) {
    this.#socket = socket;
    this.#access = access;
    socket.on('message', (bytes, {port}) => {
      this.#arrived.push({text: bytes.toString('latin1'), bytes, fromPort: port});
      this.#wake();
    });
  }

  static async open(access: HostAccess | undefined): Promise<UdpClient> {
    if (!access) throw new Error('the lab has no such host');
    const socket = createSocket('udp4');
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    return new UdpClient(socket, access);
  }

  get rawPort(): number {
    return this.#socket.address().port;
  }

  get serverPort(): number {
    return Number(this.#access.stun?.split(':')[1]);
  }

  send(payload: string | Buffer, port: number): void {
    this.#socket.send(payload, port, LOOPBACK);
  }

  /** The next datagram, in the order they arrived. */
  async next(): Promise<{text: string; bytes: Buffer; fromPort: number}> {
    for (;;) {
      const first = this.#arrived.shift();
      if (first) return first;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The port STUN says this socket is mapped to. */
  async mappedPort(): Promise<number> {
    const client = new TurnClient('', '');
    const reply = await this.#exchange(client.request(StunMethod.binding));
    const message = decodeStun(reply);
    const mapped = message && xorAddressOf(message, Type.xorMappedAddress);
    if (!mapped) throw new Error('not the answer to a binding');
    return mapped.port;
  }

  /** Allocates at the TURN server; returns the relayed port. */
  async allocate(): Promise<number> {
    const {username = '', password = ''} = this.#access.turn ?? {};
    const client = new TurnClient(username, password);
    client.read(await this.#exchange(client.allocate()));
    const {message} = client.read(await this.#exchange(client.allocate()));
    const relayed = xorAddressOf(message, Type.xorRelayedAddress);
    const permission = client.createPermission({address: LOOPBACK, port: 1});
    if (!relayed || client.read(await this.#exchange(permission)).result !== 'success') {
      throw new Error('no allocation');
    }
    return relayed.port;
  }

  /** The port by which the socket is known in its site. */
  async lanPort(): Promise<number> {
    const reply = await this.askMap({id: 1, map: {address: LOOPBACK, port: this.rawPort}});
    return (reply as {port: number}).port;
  }

  /** Asks the candidate map, from a socket of its own as an agent does. */
  async askMap(question: unknown): Promise<unknown> {
    const socket = createSocket('udp4');
    const port = Number(this.#access.candidateMap?.split(':')[1]);
    const text = typeof question === 'string' ? question : JSON.stringify(question);
    socket.send(text, port, LOOPBACK);
    const [reply] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    return JSON.parse(reply.toString());
  }

  close(): void {
    this.#socket.close();
  }

  async #exchange(request: Buffer): Promise<Buffer> {
    this.send(request, this.serverPort);
    const {bytes, fromPort} = await this.next();
    if (fromPort !== this.serverPort) throw new Error('not from the server');
    return bytes;
  }
}
