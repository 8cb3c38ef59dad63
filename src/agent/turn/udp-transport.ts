import {randomBytes} from 'node:crypto';
import {createSocket, type Socket} from 'node:dgram';
import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import {isIP, isIPv6, SocketAddress} from 'node:net';
import {xorAddressOf} from '../../stun/attributes.js';
import {decodeStun} from '../../stun/decode.js';
import {encodeStun} from '../../stun/encode.js';
import {type Endpoint, StunMethod, StunAttributeType as Type} from '../../stun/message.js';
import type {TransportOptions, TurnServer, TurnTransport} from './transport.js';

/** The other server is asked this long: one question, repeated twice. */
const ASK_MS = [250, 500, 1000];

/** TURN over UDP: one datagram a message. */
export class UdpTransport implements TurnTransport {
  readonly kind = 'udp';
  readonly lossy = true;
  onMessage: (message: Buffer) => void = () => undefined;
  onClosed: (reason: string) => void = () => undefined;
  readonly #socket: Socket;
  readonly #server: Endpoint;
  #elsewhere: {server: Endpoint; answer: (bytes: Buffer) => void} | undefined;
  #sending = 0;
  #closed = false;

  private constructor(socket: Socket, server: Endpoint) {
    this.#socket = socket;
    this.#server = server;
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
    // A server that is unreachable for a while shows as missing answers.
    socket.on('error', () => undefined);
  }

  /** Rejects when the name of the server has no address. */
  static async open(
    {host, port}: Pick<TurnServer, 'host' | 'port'>,
    {bindAddress}: Pick<TransportOptions, 'bindAddress'> = {},
  ): Promise<UdpTransport> {
    const family = bindAddress === undefined ? 0 : isIPv6(bindAddress) ? 6 : 4;
    const {address} = await lookup(host, {family});
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.bind(0, bindAddress);
    await once(socket, 'listening');
    return new UdpTransport(socket, {address: canonical(address), port});
  }

  send(message: Buffer): void {
    this.#sendTo(this.#server, message);
  }

  offer(message: Buffer): boolean {
    this.send(message);
    return true;
  }

  /**
   * Where another STUN server sees this socket; undefined when it does not answer within 1.75 s, or
   * is of the other address family. A NAT that shows it another address there is symmetric (RFC 4787
   * section 4.1).
   */
  async mappedBy(server: Endpoint): Promise<Endpoint | undefined> {
    const family = isIP(server.address);
    if (family !== 0 && family !== isIP(this.#server.address)) return undefined;
    const transactionId = randomBytes(12);
    const head = {class: 'request', method: StunMethod.binding, transactionId} as const;
    const request = encodeStun({...head, attributes: []});
    const timers: NodeJS.Timeout[] = [];
    try {
      return await new Promise((resolve) => {
        const answer = (bytes: Buffer) => {
          const message = decodeStun(bytes);
          if (message?.transactionId.equals(transactionId)) {
            resolve(xorAddressOf(message, Type.xorMappedAddress));
          }
        };
        this.#elsewhere = {server, answer};
        let atMs = 0;
        for (const waitMs of ASK_MS) {
          timers.push(setTimeout(() => this.#sendTo(server, request), atMs));
          atMs += waitMs;
        }
        timers.push(setTimeout(() => resolve(undefined), atMs));
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#elsewhere = undefined;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeWhenSent();
  }

  #sendTo({address, port}: Endpoint, bytes: Buffer): void {
    if (this.#closed) return;
    this.#sending += 1;
    this.#socket.send(bytes, port, address, () => {
      this.#sending -= 1;
      this.#closeWhenSent();
    });
  }

  #closeWhenSent(): void {
    if (this.#closed && this.#sending === 0) this.#socket.close();
  }

  #receive(bytes: Buffer, from: Endpoint): void {
    if (this.#closed) return;
    if (isSame(from, this.#server)) this.onMessage(bytes);
    else if (this.#elsewhere && isSame(from, this.#elsewhere.server)) this.#elsewhere.answer(bytes);
  }
}

/** An IPv6 address as packets are told to come from: it can be written in several ways (RFC 5952). */
function canonical(address: string): string {
  return isIPv6(address) ? new SocketAddress({address, family: 'ipv6'}).address : address;
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.port === other.port && one.address === other.address;
}
