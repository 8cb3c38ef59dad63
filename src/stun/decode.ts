import {
  STUN_HEADER_BYTES,
  STUN_MAGIC,
  type StunAttribute,
  StunAttributeType,
  type StunClass,
  type StunMessage,
} from './message.js';

const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

/** An attribute and where its four-byte header starts in the message. */
export interface PlacedAttribute extends StunAttribute {
  offset: number;
}

/**
 * Reads one STUN message that fills the datagram. Undefined for anything else; never throws.
 * Values are views of `bytes`. Attributes behind MESSAGE-INTEGRITY are not protected by it and are
 * left out, except FINGERPRINT (RFC 8489 section 14.5).
 */
export function decodeStun(bytes: Buffer): StunMessage | undefined {
  const attributes = placedAttributes(bytes);
  if (attributes === undefined) return undefined;
  const type = bytes.readUInt16BE(0);
  return {
    class: classOf(type),
    method: methodOf(type),
    transactionId: bytes.subarray(8, STUN_HEADER_BYTES),
    attributes: protectedPart(attributes),
  };
}

/** Every attribute of a message, in order; undefined when `bytes` is not one STUN message. */
export function placedAttributes(bytes: Buffer): PlacedAttribute[] | undefined {
  if (!looksLikeStun(bytes)) return undefined;
  const attributes: PlacedAttribute[] = [];
  let offset = STUN_HEADER_BYTES;
  while (offset < bytes.length) {
    // The length of a message is a multiple of four, so a header is always there in full.
    const end = offset + 4 + bytes.readUInt16BE(offset + 2);
    if (end > bytes.length) return undefined;
    attributes.push({
      type: bytes.readUInt16BE(offset),
      value: bytes.subarray(offset + 4, end),
      offset,
    });
    offset = (end + 3) & ~3;
  }
  return attributes;
}

function looksLikeStun(bytes: Buffer): boolean {
  return (
    bytes.length >= STUN_HEADER_BYTES &&
    bytes.length % 4 === 0 &&
    bytes.readUInt16BE(0) < 0x4000 &&
    bytes.readUInt16BE(2) === bytes.length - STUN_HEADER_BYTES &&
    bytes.readUInt32BE(4) === STUN_MAGIC
  );
}

/** The two bits of the class lie between those of the method (RFC 8489 figure 3). */
function classOf(type: number): StunClass {
  const index = ((type >> 7) & 2) | ((type >> 4) & 1);
  return CLASSES[index] ?? 'request';
}

function methodOf(type: number): number {
  return ((type >> 2) & 0xf80) | ((type >> 1) & 0x70) | (type & 0xf);
}

function protectedPart(attributes: PlacedAttribute[]): StunAttribute[] {
  const integrity = attributes.findIndex(({type}) => type === StunAttributeType.messageIntegrity);
  if (integrity === -1) return attributes;
  return attributes.filter(
    ({type}, index) => index <= integrity || type === StunAttributeType.fingerprint,
  );
}
