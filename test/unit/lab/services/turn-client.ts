import {randomBytes} from 'node:crypto';
import {
  errorCodeOf,
  textAttribute,
  textOf,
  uint32Attribute,
  xorAddressAttribute,
} from '../../../../src/stun/attributes.js';
import {decodeStun} from '../../../../src/stun/decode.js';
import {encodeStun} from '../../../../src/stun/encode.js';
import {longTermKey} from '../../../../src/stun/integrity.js';
import {
  type Endpoint,
  type StunAttribute,
  type StunMessage,
  StunMethod,
  StunAttributeType as Type,
} from '../../../../src/stun/message.js';

/** Writes TURN requests as a client would, and remembers realm and nonce from the answers. */
export class TurnClient {
  readonly #username: string;
  readonly #password: string;
  realm = '';
  nonce = '';

  constructor(username: string, password: string) {
    this.#username = username;
    this.#password = password;
  }

  request(
    method: number,
    attributes: StunAttribute[] = [],
    transactionId: Buffer = randomBytes(12),
  ): Buffer {
    const message: StunMessage = {class: 'request', method, transactionId, attributes};
    if (this.nonce === '') return encodeStun(message, {fingerprint: true});
    const signed = [
      ...attributes,
      textAttribute(Type.username, this.#username),
      textAttribute(Type.realm, this.realm),
      textAttribute(Type.nonce, this.nonce),
    ];
    const key = longTermKey(this.#username, this.realm, this.#password);
    return encodeStun({...message, attributes: signed}, {key, fingerprint: true});
  }

  allocate(transactionId?: Buffer): Buffer {
    const udp = {type: Type.requestedTransport, value: Buffer.from([17, 0, 0, 0])};
    return this.request(StunMethod.allocate, [udp], transactionId);
  }

  refresh(lifetimeSeconds: number): Buffer {
    return this.request(StunMethod.refresh, [uint32Attribute(Type.lifetime, lifetimeSeconds)]);
  }

  createPermission(peer: Endpoint): Buffer {
    const id = randomBytes(12);
    const attributes = [xorAddressAttribute(Type.xorPeerAddress, peer, id)];
    return this.request(StunMethod.createPermission, attributes, id);
  }

  channelBind(channel: number, peer: Endpoint): Buffer {
    const id = randomBytes(12);
    const number = Buffer.alloc(4);
    number.writeUInt16BE(channel);
    const attributes = [
      {type: Type.channelNumber, value: number},
      xorAddressAttribute(Type.xorPeerAddress, peer, id),
    ];
    return this.request(StunMethod.channelBind, attributes, id);
  }

  /** Reads an answer: `success`, or its error code. */
  read(bytes: Buffer): {message: StunMessage; result: 'success' | number} {
    const message = decodeStun(bytes);
    if (!message) throw new Error('the answer is not a STUN message');
    this.realm = textOf(message, Type.realm) ?? this.realm;
    this.nonce = textOf(message, Type.nonce) ?? this.nonce;
    const code = errorCodeOf(message);
    return {message, result: message.class === 'success' ? 'success' : (code ?? 0)};
  }
}

export function sendIndication(peer: Endpoint, data: Buffer): Buffer {
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
