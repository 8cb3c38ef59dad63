import {randomBytes, randomInt} from 'node:crypto';
import {
  attributeValue,
  errorCodeOf,
  textAttribute,
  textOf,
  uint32Attribute,
  uint32Of,
  xorAddressAttribute,
  xorAddressOf,
} from '../../stun/attributes.js';
import {
  CHANNEL_MAX,
  CHANNEL_MIN,
  decodeChannelData,
  encodeChannelData,
} from '../../stun/channel-data.js';
import {decodeStun} from '../../stun/decode.js';
import {encodeStun} from '../../stun/encode.js';
import {longTermKey} from '../../stun/integrity.js';
import {
  type Endpoint,
  type StunAttribute,
  type StunMessage,
  StunMethod,
  StunAttributeType as Type,
} from '../../stun/message.js';
import {openTransport} from './open-transport.js';
import {Transactions} from './transactions.js';
import type {RelayTransport, TransportOptions, TurnServer, TurnTransport} from './transport.js';
import {UdpTransport} from './udp-transport.js';

export interface TurnOptions extends TransportOptions {
  server: TurnServer;
  /** Another server, asked from the same socket: does the NAT show both the same address? */
  stun?: Endpoint;
  /** Gives the attempt up. */
  signal: AbortSignal;
}

/** Permissions last 5 minutes, channels 10 (RFC 8656 sections 9 and 12): both are renewed well before. */
const RENEW_MS = 240_000;
const LIFETIME_S_DEFAULT = 600;

/**
 * One TURN allocation with one peer (RFC 8656). The library's own client is not used: it can freeze
 * the whole process when it starts DTLS over a relay (docs/decisions/own-turn-client.md).
 */
export class TurnClient {
  /** The address others reach this agent at. */
  relayed: Endpoint = {address: '', port: 0};
  /** The address the TURN server sees this agent at. */
  mapped: Endpoint = {address: '', port: 0};
  /** The address the other server sees the same socket at; known over UDP only. */
  mappedElsewhere: Endpoint | undefined;
  onData: (bytes: Buffer) => void = () => undefined;
  /** The way to the server has ended by itself, and the allocation with it. */
  onClosed: (reason: string) => void = () => undefined;
  readonly #server: TurnServer;
  readonly #transport: TurnTransport;
  readonly #transactions: Transactions;
  readonly #channel = randomInt(CHANNEL_MIN, CHANNEL_MAX + 1);
  #realm = '';
  #nonce = '';
  #peer: Endpoint | undefined;
  #channelBound = false;
  #renewal: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(server: TurnServer, transport: TurnTransport) {
    this.#server = server;
    this.#transport = transport;
    this.#transactions = new Transactions(transport);
    transport.onMessage = (bytes) => this.#receive(bytes);
    transport.onClosed = (reason) => this.#lost(reason);
  }

  /**
   * Rejects when the server cannot be reached, refuses or does not answer, or when `signal` aborts.
   * The allocation is renewed until `close`.
   */
  static async allocate({server, stun, signal, ...options}: TurnOptions): Promise<TurnClient> {
    const transport = await openTransport(server, options, signal);
    const client = new TurnClient(server, transport);
    const abort = () => client.#transactions.failAll('given up');
    signal.addEventListener('abort', abort, {once: true});
    try {
      signal.throwIfAborted();
      if (stun && transport instanceof UdpTransport) void client.#lookElsewhere(transport, stun);
      await client.#allocate();
      // Peers are mostly relayed by the same server: what they send first must not be refused.
      await client.#authenticated(StunMethod.createPermission, (id) => [
        xorAddressAttribute(Type.xorPeerAddress, client.relayed, id),
      ]);
      return client;
    } catch (error) {
      client.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get transport(): RelayTransport {
    return this.#transport.kind;
  }

  /** From now on `send` goes to this peer and only its data is taken. */
  connect(peer: Endpoint): void {
    this.#peer = peer;
    void this.#bindChannel(peer).catch(() => undefined);
  }

  /** Sends a datagram to the peer; dropped when the way to the server is jammed. */
  send(bytes: Buffer): void {
    if (!this.#peer || this.#closed) return;
    this.#transport.offer(
      this.#channelBound
        ? encodeChannelData(this.#channel, bytes)
        : sendIndication(this.#peer, bytes),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#end('closed');
    if (this.#realm !== '') {
      const release = [uint32Attribute(Type.lifetime, 0)];
      this.#transport.send(this.#signed(StunMethod.refresh, randomBytes(12), release));
    }
    this.#transport.close();
  }

  #lost(reason: string): void {
    if (this.#closed) return;
    this.#end(reason);
    this.onClosed(reason);
  }

  #end(reason: string): void {
    this.#closed = true;
    clearTimeout(this.#renewal);
    this.#transactions.failAll(reason);
  }

  async #allocate(): Promise<void> {
    const udp: StunAttribute = {type: Type.requestedTransport, value: Buffer.from([17, 0, 0, 0])};
    const answer = await this.#authenticated(StunMethod.allocate, () => [udp]);
    const [relayed, mapped] = [Type.xorRelayedAddress, Type.xorMappedAddress].map((type) =>
      xorAddressOf(answer, type),
    );
    if (!relayed || !mapped) throw new Error('the TURN server named no relayed address');
    Object.assign(this, {relayed, mapped});
    const lifetimeS = uint32Of(answer, Type.lifetime) ?? LIFETIME_S_DEFAULT;
    this.#renewAfter(Math.min(RENEW_MS, (lifetimeS * 1000) / 2));
  }

  /** Not waited for: its answer comes before those of an allocation, or the server is of no use. */
  async #lookElsewhere(transport: UdpTransport, stun: Endpoint): Promise<void> {
    this.mappedElsewhere = await transport.mappedBy(stun);
  }

  async #bindChannel(peer: Endpoint): Promise<void> {
    const number = Buffer.from([this.#channel >> 8, this.#channel & 0xff, 0, 0]);
    await this.#authenticated(StunMethod.channelBind, (id) => [
      {type: Type.channelNumber, value: number},
      xorAddressAttribute(Type.xorPeerAddress, peer, id),
    ]);
    this.#channelBound = true;
  }

  #renewAfter(delayMs: number): void {
    this.#renewal = setTimeout(() => {
      const refresh = this.#authenticated(StunMethod.refresh, () => [
        uint32Attribute(Type.lifetime, LIFETIME_S_DEFAULT),
      ]);
      const channel = this.#peer ? this.#bindChannel(this.#peer) : Promise.resolve();
      void Promise.allSettled([refresh, channel]).then(() => {
        if (!this.#closed) this.#renewAfter(delayMs);
      });
    }, delayMs);
  }

  /** One request with credentials; learns realm and nonce when the server names new ones. */
  async #authenticated(
    method: number,
    attributes: (transactionId: Buffer) => StunAttribute[],
  ): Promise<StunMessage> {
    for (let tries = 0; tries < 3; tries += 1) {
      const id = randomBytes(12);
      const request = this.#signed(method, id, attributes(id));
      if (this.#closed) throw new Error('closed');
      const answer = await this.#transactions.ask(id, request);
      if (answer.class === 'success') return answer;
      const code = errorCodeOf(answer);
      const [realm, nonce] = [textOf(answer, Type.realm), textOf(answer, Type.nonce)];
      const news = (code === 401 && this.#realm === '') || code === 438;
      if (!news || !realm || !nonce) throw new Error(`the TURN server answered ${code}`);
      this.#realm = realm;
      this.#nonce = nonce;
    }
    throw new Error('the TURN server keeps asking for other credentials');
  }

  #signed(method: number, transactionId: Buffer, attributes: StunAttribute[]): Buffer {
    const message: StunMessage = {class: 'request', method, transactionId, attributes};
    if (this.#realm === '') return encodeStun(message);
    const {username, password} = this.#server;
    const credentials = [
      textAttribute(Type.username, username),
      textAttribute(Type.realm, this.#realm),
      textAttribute(Type.nonce, this.#nonce),
    ];
    const key = longTermKey(username, this.#realm, password);
    return encodeStun({...message, attributes: [...attributes, ...credentials]}, {key});
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    const channelData = decodeChannelData(bytes);
    if (channelData) {
      if (channelData.channel === this.#channel) this.onData(channelData.data);
      return;
    }
    const message = decodeStun(bytes);
    if (message?.class === 'indication') this.#indication(message);
    else if (message) this.#transactions.answer(message);
  }

  #indication(message: StunMessage): void {
    const peer = xorAddressOf(message, Type.xorPeerAddress);
    const data = attributeValue(message, Type.data);
    const expected = this.#peer;
    if (message.method !== StunMethod.data || !data || !peer || !expected) return;
    if (peer.address === expected.address && peer.port === expected.port) this.onData(data);
  }
}

function sendIndication(peer: Endpoint, data: Buffer): Buffer {
  const transactionId = randomBytes(12);
  return encodeStun({
    class: 'indication',
    method: StunMethod.send,
    transactionId,
    attributes: [
      xorAddressAttribute(Type.xorPeerAddress, peer, transactionId),
      {type: Type.data, value: data},
    ],
  });
}
