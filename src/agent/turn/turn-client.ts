import {randomBytes, randomInt} from 'node:crypto';
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
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

export interface TurnOptions {
  server: Endpoint;
  username: string;
  password: string;
  /** Another server, asked from the same socket: does the NAT show both the same address? */
  stun?: Endpoint;
  bindAddress?: string;
}

/** First retransmission; doubled each time (RFC 8489 section 6.2.1). */
const RETRANSMIT_MS = 250;
const TRANSMISSIONS_MAX = 6;
/** Permissions last 5 minutes, channels 10 (RFC 8656 sections 9 and 12): both are renewed well before. */
const RENEW_MS = 240_000;
const LIFETIME_S_DEFAULT = 600;

interface Transaction {
  resolve(message: StunMessage): void;
  timer: NodeJS.Timeout;
}

/**
 * One TURN allocation over UDP with one peer (RFC 8656). The library's own client is not used: it
 * can freeze the whole process when it starts DTLS over a relay (docs/decisions/own-turn-client.md).
 */
export class TurnClient {
  /** The address others reach this agent at. */
  relayed: Endpoint = {address: '', port: 0};
  /** The address the TURN server sees this agent at. */
  mapped: Endpoint = {address: '', port: 0};
  /** The address the other server sees the same socket at. */
  mappedElsewhere: Endpoint | undefined;
  onData: (bytes: Buffer) => void = () => undefined;
  readonly #options: TurnOptions;
  readonly #socket: Socket;
  readonly #transactions = new Map<string, Transaction>();
  readonly #channel = randomInt(CHANNEL_MIN, CHANNEL_MAX + 1);
  #realm = '';
  #nonce = '';
  #peer: Endpoint | undefined;
  #channelBound = false;
  #renewal: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(options: TurnOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
    // A server that is unreachable for a while shows as missing answers.
    socket.on('error', () => undefined);
  }

  /** Rejects when the server refuses or does not answer. The allocation is renewed until `close`. */
  static async allocate(options: TurnOptions): Promise<TurnClient> {
    const socket = createSocket('udp4');
    socket.bind(0, options.bindAddress);
    await once(socket, 'listening');
    const client = new TurnClient(options, socket);
    try {
      await Promise.all([client.#allocate(), client.#lookElsewhere()]);
      // Peers are mostly relayed by the same server: what they send first must not be refused.
      await client.#authenticated(StunMethod.createPermission, (id) => [
        xorAddressAttribute(Type.xorPeerAddress, client.relayed, id),
      ]);
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  /** From now on `send` goes to this peer and only its data is taken. */
  connect(peer: Endpoint): void {
    this.#peer = peer;
    void this.#bindChannel(peer).catch(() => undefined);
  }

  send(bytes: Buffer): void {
    if (!this.#peer || this.#closed) return;
    if (this.#channelBound) this.#transmit(encodeChannelData(this.#channel, bytes));
    else this.#transmit(sendIndication(this.#peer, bytes));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#renewal);
    for (const {timer} of this.#transactions.values()) clearTimeout(timer);
    this.#transactions.clear();
    if (this.#realm === '') {
      this.#socket.close();
      return;
    }
    const id = randomBytes(12);
    const release = this.#signed(StunMethod.refresh, id, [uint32Attribute(Type.lifetime, 0)]);
    const {address, port} = this.#options.server;
    this.#socket.send(release, port, address, () => this.#socket.close());
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

  async #lookElsewhere(): Promise<void> {
    const {stun} = this.#options;
    if (!stun) return;
    const id = randomBytes(12);
    const request = encodeStun({
      class: 'request',
      method: StunMethod.binding,
      transactionId: id,
      attributes: [],
    });
    const answer = await this.#transact(id, request, stun).catch(() => undefined);
    this.mappedElsewhere = answer && xorAddressOf(answer, Type.xorMappedAddress);
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
      const answer = await this.#transact(id, request, this.#options.server);
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
    const {username, password} = this.#options;
    const credentials = [
      textAttribute(Type.username, username),
      textAttribute(Type.realm, this.#realm),
      textAttribute(Type.nonce, this.#nonce),
    ];
    const key = longTermKey(username, this.#realm, password);
    return encodeStun({...message, attributes: [...attributes, ...credentials]}, {key});
  }

  #transact(id: Buffer, request: Buffer, to: Endpoint): Promise<StunMessage> {
    return new Promise((resolve, reject) => {
      let sent = 0;
      const name = id.toString('hex');
      const transmit = () => {
        if (sent === TRANSMISSIONS_MAX || this.#closed) {
          this.#transactions.delete(name);
          reject(new Error(`no answer from ${to.address}:${to.port}`));
          return;
        }
        this.#socket.send(request, to.port, to.address);
        const timer = setTimeout(transmit, RETRANSMIT_MS * 2 ** sent);
        sent += 1;
        this.#transactions.set(name, {resolve, timer});
      };
      transmit();
    });
  }

  #transmit(bytes: Buffer): void {
    const {address, port} = this.#options.server;
    this.#socket.send(bytes, port, address);
  }

  #receive(bytes: Buffer, from: Endpoint): void {
    const {server, stun} = this.#options;
    const known = [server, stun].some(
      (at) => at?.port === from.port && at.address === from.address,
    );
    if (!known || this.#closed) return;
    const channelData = decodeChannelData(bytes);
    if (channelData) {
      if (channelData.channel === this.#channel) this.onData(channelData.data);
      return;
    }
    const message = decodeStun(bytes);
    if (message?.class === 'indication') this.#indication(message);
    else if (message) this.#answer(message);
  }

  #indication(message: StunMessage): void {
    const peer = xorAddressOf(message, Type.xorPeerAddress);
    const data = attributeValue(message, Type.data);
    const expected = this.#peer;
    if (message.method !== StunMethod.data || !data || !peer || !expected) return;
    if (peer.address === expected.address && peer.port === expected.port) this.onData(data);
  }

  #answer(message: StunMessage): void {
    const name = message.transactionId.toString('hex');
    const transaction = this.#transactions.get(name);
    if (!transaction) return;
    clearTimeout(transaction.timer);
    this.#transactions.delete(name);
    transaction.resolve(message);
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
