import {
  attributeValue,
  uint32Attribute,
  uint32Of,
  xorAddressAttribute,
  xorAddressOf,
} from '../../stun/attributes.js';
import {decodeChannelData, encodeChannelData} from '../../stun/channel-data.js';
import {decodeStun} from '../../stun/decode.js';
import {encodeStun} from '../../stun/encode.js';
import {hasFingerprint} from '../../stun/integrity.js';
import {
  type Endpoint,
  type StunMessage,
  StunMethod,
  StunAttributeType as Type,
} from '../../stun/message.js';
import {Allocation, endpointKey} from './turn/allocation.js';
import {type Answer, encodeAnswer, failure, success, unknownAttributes} from './turn/answer.js';
import {type CredentialOptions, Credentials} from './turn/credentials.js';
import {
  allocated,
  allocateRefusal,
  BAD_REQUEST,
  channelBind,
  createPermission,
  grantedLifetime,
  MISMATCH,
} from './turn/requests.js';

export interface EmbeddedTurnOptions extends CredentialOptions {
  /** Opens a socket for an allocation; undefined when there is none to be had. */
  openRelay(): Endpoint | undefined;
  /** The allocation of this relayed address has ended. */
  closeRelay(relay: Endpoint): void;
  /** Default 4096. */
  allocationsMax?: number;
}

/** A datagram to send: to a client from the server's address, or to a peer from a relayed one. */
export type TurnOutput =
  | {to: 'client'; client: Endpoint; bytes: Buffer}
  | {to: 'peer'; relay: Endpoint; peer: Endpoint; bytes: Buffer};

const ALLOCATIONS_MAX_DEFAULT = 4096;

/**
 * A STUN and TURN server for UDP over IPv4, sans-IO: datagrams and the time in, datagrams out.
 * RFC 8489 and RFC 8656, without EVEN-PORT, reservations and ICMP. It survives any bytes.
 */
export class EmbeddedTurn {
  readonly #options: EmbeddedTurnOptions;
  readonly #credentials: Credentials;
  readonly #byClient = new Map<string, Allocation>();
  readonly #byRelay = new Map<string, Allocation>();

  constructor(options: EmbeddedTurnOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options);
  }

  get allocations(): number {
    return this.#byClient.size;
  }

  /** A datagram arrived at the server's own address. */
  handle(nowMs: number, client: Endpoint, bytes: Buffer): TurnOutput[] {
    const channelData = decodeChannelData(bytes);
    if (channelData) return this.#channelData(nowMs, client, channelData);
    const message = decodeIntact(bytes);
    if (message?.class === 'indication') return this.#indication(nowMs, client, message);
    if (message?.class !== 'request') return [];
    return [{to: 'client', client, bytes: this.#request(nowMs, client, message, bytes)}];
  }

  /** A datagram from `peer` arrived at a relayed address. */
  handlePeer(nowMs: number, relay: Endpoint, peer: Endpoint, bytes: Buffer): TurnOutput[] {
    const allocation = this.#alive(nowMs, this.#byRelay.get(endpointKey(relay)));
    if (!allocation?.permits(peer.address, nowMs)) return [];
    const {client} = allocation;
    const channel = allocation.channelOf(peer, nowMs);
    if (channel !== undefined) {
      return [{to: 'client', client, bytes: encodeChannelData(channel, bytes)}];
    }
    return [{to: 'client', client, bytes: encodeDataIndication(peer, bytes)}];
  }

  /** Ends what has run out. Nothing that has run out works before this either. */
  expire(nowMs: number): void {
    for (const allocation of this.#byClient.values()) {
      if (this.#alive(nowMs, allocation)) allocation.expire(nowMs);
    }
  }

  #request(nowMs: number, client: Endpoint, message: StunMessage, bytes: Buffer): Buffer {
    if (message.method === StunMethod.binding) {
      const {transactionId} = message;
      const mapped = xorAddressAttribute(Type.xorMappedAddress, client, transactionId);
      return encodeAnswer(message, unknownAttributes(message) ?? success(mapped));
    }
    const refusal = this.#credentials.refusal(nowMs, message, bytes);
    if (refusal) return encodeAnswer(message, {ok: false, ...refusal});
    const answer = unknownAttributes(message) ?? this.#serve(nowMs, client, message);
    return encodeAnswer(message, answer, this.#credentials.key);
  }

  #serve(nowMs: number, client: Endpoint, request: StunMessage): Answer {
    const allocation = this.#alive(nowMs, this.#byClient.get(endpointKey(client)));
    if (request.method === StunMethod.allocate) {
      return this.#allocate(nowMs, client, request, allocation);
    }
    if (!allocation) return MISMATCH;
    switch (request.method) {
      case StunMethod.refresh:
        return this.#refresh(nowMs, allocation, request);
      case StunMethod.createPermission:
        return createPermission(nowMs, allocation, request);
      case StunMethod.channelBind:
        return channelBind(nowMs, allocation, request);
      default:
        return BAD_REQUEST;
    }
  }

  #allocate(
    nowMs: number,
    client: Endpoint,
    request: StunMessage,
    existing: Allocation | undefined,
  ): Answer {
    if (existing) {
      const again = existing.transactionId.equals(request.transactionId);
      return again ? allocated(nowMs, existing, request) : MISMATCH;
    }
    const refusal = allocateRefusal(request);
    if (refusal) return refusal;
    if (this.allocations >= (this.#options.allocationsMax ?? ALLOCATIONS_MAX_DEFAULT)) {
      return failure(486, 'Allocation Quota Reached');
    }
    const relay = this.#options.openRelay();
    if (!relay) return failure(508, 'Insufficient Capacity');
    const {transactionId} = request;
    const expiresAtMs = nowMs + grantedLifetime(request) * 1000;
    const allocation = new Allocation({client, relay, transactionId, expiresAtMs});
    this.#byClient.set(endpointKey(client), allocation);
    this.#byRelay.set(endpointKey(relay), allocation);
    return allocated(nowMs, allocation, request);
  }

  #refresh(nowMs: number, allocation: Allocation, request: StunMessage): Answer {
    if (uint32Of(request, Type.lifetime) === 0) {
      this.#end(allocation);
      return success(uint32Attribute(Type.lifetime, 0));
    }
    const lifetime = grantedLifetime(request);
    allocation.expiresAtMs = nowMs + lifetime * 1000;
    return success(uint32Attribute(Type.lifetime, lifetime));
  }

  #indication(nowMs: number, client: Endpoint, message: StunMessage): TurnOutput[] {
    if (message.method !== StunMethod.send) return [];
    const allocation = this.#alive(nowMs, this.#byClient.get(endpointKey(client)));
    const peer = xorAddressOf(message, Type.xorPeerAddress);
    const data = attributeValue(message, Type.data);
    if (!peer || !data || !allocation?.permits(peer.address, nowMs)) return [];
    return [{to: 'peer', relay: allocation.relay, peer, bytes: data}];
  }

  #channelData(
    nowMs: number,
    client: Endpoint,
    {channel, data}: {channel: number; data: Buffer},
  ): TurnOutput[] {
    const allocation = this.#alive(nowMs, this.#byClient.get(endpointKey(client)));
    const peer = allocation?.peerOf(channel, nowMs);
    if (!allocation || !peer || !allocation.permits(peer.address, nowMs)) return [];
    return [{to: 'peer', relay: allocation.relay, peer, bytes: data}];
  }

  #alive(nowMs: number, allocation: Allocation | undefined): Allocation | undefined {
    if (allocation === undefined || allocation.expiresAtMs > nowMs) return allocation;
    this.#end(allocation);
    return undefined;
  }

  #end({client, relay}: Allocation): void {
    this.#byClient.delete(endpointKey(client));
    this.#byRelay.delete(endpointKey(relay));
    this.#options.closeRelay(relay);
  }
}

/** RFC 8489 section 6.3: a message whose FINGERPRINT does not hold is not looked at. */
function decodeIntact(bytes: Buffer): StunMessage | undefined {
  const message = decodeStun(bytes);
  const marked = message && attributeValue(message, Type.fingerprint) !== undefined;
  return marked && !hasFingerprint(bytes) ? undefined : message;
}

/** Indications are neither answered nor matched, so they need no random transaction. */
const INDICATION_ID = Buffer.alloc(12);

function encodeDataIndication(peer: Endpoint, data: Buffer): Buffer {
  return encodeStun({
    class: 'indication',
    method: StunMethod.data,
    transactionId: INDICATION_ID,
    attributes: [
      xorAddressAttribute(Type.xorPeerAddress, peer, INDICATION_ID),
      {type: Type.data, value: data},
    ],
  });
}
