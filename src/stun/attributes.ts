import ipaddr from 'ipaddr.js';
import {
  type Endpoint,
  STUN_MAGIC,
  type StunAttribute,
  StunAttributeType,
  type StunMessage,
} from './message.js';

const FAMILY_IPV4 = 1;
const FAMILY_IPV6 = 2;

/** Value of the first attribute of this type: later ones do not count (RFC 8489 section 14). */
export function attributeValue(message: StunMessage, type: number): Buffer | undefined {
  return message.attributes.find((attribute) => attribute.type === type)?.value;
}

export function textOf(message: StunMessage, type: number): string | undefined {
  return attributeValue(message, type)?.toString('utf8');
}

/** A 32-bit number; undefined when absent or of another length. */
export function uint32Of(message: StunMessage, type: number): number | undefined {
  const value = attributeValue(message, type);
  return value?.length === 4 ? value.readUInt32BE(0) : undefined;
}

/** Code of ERROR-CODE, 300 to 699 (RFC 8489 section 14.8); undefined when absent or malformed. */
export function errorCodeOf(message: StunMessage): number | undefined {
  const value = attributeValue(message, StunAttributeType.errorCode);
  if (value === undefined || value.length < 4) return undefined;
  return (value.readUInt8(2) & 7) * 100 + value.readUInt8(3);
}

/** Every XOR address of this type; undefined when one of them is malformed. */
export function xorAddressesOf(message: StunMessage, type: number): Endpoint[] | undefined {
  const endpoints: Endpoint[] = [];
  for (const attribute of message.attributes) {
    if (attribute.type !== type) continue;
    const endpoint = decodeXorAddress(attribute.value, message.transactionId);
    if (endpoint === undefined) return undefined;
    endpoints.push(endpoint);
  }
  return endpoints;
}

/** The first XOR address of this type; undefined when absent or malformed. */
export function xorAddressOf(message: StunMessage, type: number): Endpoint | undefined {
  const value = attributeValue(message, type);
  return value && decodeXorAddress(value, message.transactionId);
}

export function textAttribute(type: number, text: string): StunAttribute {
  return {type, value: Buffer.from(text, 'utf8')};
}

export function uint32Attribute(type: number, number: number): StunAttribute {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  return {type, value};
}

export function errorCodeAttribute(code: number, reason: string): StunAttribute {
  const head = Buffer.from([0, 0, Math.floor(code / 100), code % 100]);
  return {
    type: StunAttributeType.errorCode,
    value: Buffer.concat([head, Buffer.from(reason, 'utf8')]),
  };
}

/** RFC 8489 section 14.2: port and address, combined with the magic cookie and transaction. */
export function xorAddressAttribute(
  type: number,
  {address, port}: Endpoint,
  transactionId: Buffer,
): StunAttribute {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  const head = Buffer.alloc(4);
  head.writeUInt8(bytes.length === 4 ? FAMILY_IPV4 : FAMILY_IPV6, 1);
  head.writeUInt16BE(port ^ (STUN_MAGIC >>> 16), 2);
  return {type, value: Buffer.concat([head, xored(bytes, transactionId)])};
}

function decodeXorAddress(value: Buffer, transactionId: Buffer): Endpoint | undefined {
  if (value.length < 4) return undefined;
  const family = value.readUInt8(1);
  const fits =
    (family === FAMILY_IPV4 && value.length === 8) ||
    (family === FAMILY_IPV6 && value.length === 20);
  if (!fits) return undefined;
  const bytes = xored(value.subarray(4), transactionId);
  return {
    address: ipaddr.fromByteArray([...bytes]).toString(),
    port: value.readUInt16BE(2) ^ (STUN_MAGIC >>> 16),
  };
}

function xored(address: Buffer, transactionId: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(STUN_MAGIC);
  transactionId.copy(mask, 4);
  return Buffer.from(address.map((byte, index) => byte ^ mask.readUInt8(index)));
}
