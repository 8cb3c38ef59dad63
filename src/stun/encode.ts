import {attributeHeader, fingerprintOf, hmacOf} from './integrity.js';
import {
  STUN_HEADER_BYTES,
  STUN_MAGIC,
  type StunAttribute,
  StunAttributeType,
  type StunClass,
  type StunMessage,
} from './message.js';

const CLASS_BITS: Record<StunClass, number> = {
  request: 0x000,
  indication: 0x010,
  success: 0x100,
  error: 0x110,
};

/**
 * Writes a STUN message (RFC 8489 section 5). With `key` it ends in MESSAGE-INTEGRITY
 * (HMAC-SHA1), with `fingerprint` in FINGERPRINT; neither belongs in `attributes`.
 */
export function encodeStun(
  message: StunMessage,
  options: {key?: Buffer; fingerprint?: boolean} = {},
): Buffer {
  const body = message.attributes.flatMap(encodeAttribute);
  const head = Buffer.alloc(STUN_HEADER_BYTES);
  const bits = CLASS_BITS[message.class];
  const {method} = message;
  const spread = ((method & 0xf80) << 2) | ((method & 0x70) << 1) | (method & 0xf);
  head.writeUInt16BE(bits | spread, 0);
  head.writeUInt32BE(STUN_MAGIC, 4);
  message.transactionId.copy(head, 8);
  let bytes: Buffer = Buffer.concat([head, ...body]);
  if (options.key) {
    bytes = append(bytes, StunAttributeType.messageIntegrity, hmacOf(bytes, options.key));
  }
  if (options.fingerprint) {
    bytes = append(bytes, StunAttributeType.fingerprint, fingerprintOf(bytes));
  }
  bytes.writeUInt16BE(bytes.length - STUN_HEADER_BYTES, 2);
  return bytes;
}

function encodeAttribute({type, value}: StunAttribute): Buffer[] {
  return [attributeHeader(type, value.length), value, Buffer.alloc(-value.length & 3)];
}

function append(bytes: Buffer, type: number, value: Buffer): Buffer {
  return Buffer.concat([bytes, attributeHeader(type, value.length), value]);
}
