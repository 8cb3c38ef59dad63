import {randomBytes} from 'node:crypto';
import ipaddr from 'ipaddr.js';
import {attributeValue, uint32Attribute, xorAddressOf} from '../../stun/attributes.js';
import {decodeStun} from '../../stun/decode.js';
import {encodeStun} from '../../stun/encode.js';
import {
  type Endpoint,
  type StunMessage,
  StunMethod,
  StunAttributeType as Type,
} from '../../stun/message.js';

/** RFC 5780 section 7. */
export const Rfc5780 = {
  changeRequest: 0x0003,
  responseOrigin: 0x802b,
  otherAddress: 0x802c,
} as const;

/** Bits of CHANGE-REQUEST (RFC 5780 section 7.2): from where the server is to answer. */
export const Change = {none: 0, port: 2, addressAndPort: 6} as const;

/** A binding request; `id` is its transaction, in hexadecimal. */
export function bindingRequest(change: number): {id: string; bytes: Buffer} {
  const transactionId = randomBytes(12);
  const bytes = encodeStun({
    class: 'request',
    method: StunMethod.binding,
    transactionId,
    attributes: change === Change.none ? [] : [uint32Attribute(Rfc5780.changeRequest, change)],
  });
  return {id: transactionId.toString('hex'), bytes};
}

export interface BindingAnswer {
  id: string;
  mapped: Endpoint;
  /** The server's other address and port; absent where it has none. */
  other?: Endpoint;
}

/** Reads a successful answer to a binding; undefined for anything else. */
export function readBinding(bytes: Buffer): BindingAnswer | undefined {
  const message = decodeStun(bytes);
  if (message?.class !== 'success' || message.method !== StunMethod.binding) return undefined;
  const mapped =
    xorAddressOf(message, Type.xorMappedAddress) ?? plainAddress(message, Type.mappedAddress);
  if (!mapped) return undefined;
  const other = plainAddress(message, Rfc5780.otherAddress);
  return {id: message.transactionId.toString('hex'), mapped, ...(other ? {other} : {})};
}

const FAMILY_IPV4 = 1;

/** An address that is not combined with the transaction (RFC 8489 section 14.1), IPv4 only. */
function plainAddress(message: StunMessage, type: number): Endpoint | undefined {
  const value = attributeValue(message, type);
  if (value?.length !== 8 || value.readUInt8(1) !== FAMILY_IPV4) return undefined;
  return {
    address: ipaddr.fromByteArray([...value.subarray(4)]).toString(),
    port: value.readUInt16BE(2),
  };
}
