import {randomBytes} from 'node:crypto';
import {textAttribute, uint32Attribute} from '../../stun/attributes.js';
import {encodeStun} from '../../stun/encode.js';
import {longTermKey} from '../../stun/integrity.js';
import {type StunAttribute, StunMethod, StunAttributeType as Type} from '../../stun/message.js';
import type {Request} from './conversation.js';

export interface TurnCredentials {
  username: string;
  password: string;
}

/** What a server asks a request to be signed with (RFC 8489 section 9.2). */
export interface Challenge {
  realm: string;
  nonce: string;
}

/** A request without credentials: what a server answers to it tells realm and nonce. */
export function allocateUnsigned(): Request {
  return encode(StunMethod.allocate, [relayUdp()]);
}

export function allocate(credentials: TurnCredentials, challenge: Challenge): Request {
  return signed(StunMethod.allocate, [relayUdp()], credentials, challenge);
}

/** Gives an allocation back (RFC 8656 section 7.2). */
export function release(credentials?: TurnCredentials, challenge?: Challenge): Request {
  const lifetime = uint32Attribute(Type.lifetime, 0);
  if (!credentials || !challenge) return encode(StunMethod.refresh, [lifetime]);
  return signed(StunMethod.refresh, [lifetime], credentials, challenge);
}

/** RFC 8656 section 18.7: the relay speaks UDP, whatever the client speaks to the server. */
function relayUdp(): StunAttribute {
  return {type: Type.requestedTransport, value: Buffer.from([17, 0, 0, 0])};
}

function signed(
  method: number,
  attributes: StunAttribute[],
  {username, password}: TurnCredentials,
  {realm, nonce}: Challenge,
): Request {
  const all = [
    ...attributes,
    textAttribute(Type.username, username),
    textAttribute(Type.realm, realm),
    textAttribute(Type.nonce, nonce),
  ];
  return encode(method, all, longTermKey(username, realm, password));
}

function encode(method: number, attributes: StunAttribute[], key?: Buffer): Request {
  const transactionId = randomBytes(12);
  const message = {class: 'request', method, transactionId, attributes} as const;
  const bytes = encodeStun(message, {fingerprint: true, ...(key ? {key} : {})});
  return {id: transactionId.toString('hex'), bytes};
}
