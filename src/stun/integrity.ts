import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import {crc32} from 'node:zlib';
import {placedAttributes} from './decode.js';
import {STUN_HEADER_BYTES, StunAttributeType} from './message.js';

const HMAC_BYTES = 20;
const FINGERPRINT_XOR = 0x5354554e;

/** Key of the long-term credential mechanism (RFC 8489 section 9.2.2, MD5). */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${password}`).digest();
}

/** Whether `bytes` is a STUN message with a MESSAGE-INTEGRITY made with `key`. Never throws. */
export function hasIntegrity(bytes: Buffer, key: Buffer): boolean {
  const found = placedAttributes(bytes)?.find(
    ({type}) => type === StunAttributeType.messageIntegrity,
  );
  if (found?.value.length !== HMAC_BYTES) return false;
  return timingSafeEqual(found.value, hmacOf(bytes.subarray(0, found.offset), key));
}

/** Whether `bytes` is a STUN message that ends in a correct FINGERPRINT. Never throws. */
export function hasFingerprint(bytes: Buffer): boolean {
  const last = placedAttributes(bytes)?.at(-1);
  if (last?.type !== StunAttributeType.fingerprint || last.value.length !== 4) return false;
  return last.value.equals(fingerprintOf(bytes.subarray(0, last.offset)));
}

/**
 * HMAC-SHA1 over a message up to where MESSAGE-INTEGRITY goes (RFC 8489 section 14.5). The length
 * in the header counts as if that attribute were the last.
 */
export function hmacOf(prefix: Buffer, key: Buffer): Buffer {
  return createHmac('sha1', key).update(withLength(prefix, HMAC_BYTES)).digest();
}

/** Value of FINGERPRINT for a message up to where it goes (RFC 8489 section 14.7). */
export function fingerprintOf(prefix: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(withLength(prefix, 4)) ^ FINGERPRINT_XOR) >>> 0);
  return value;
}

export function attributeHeader(type: number, length: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(length, 2);
  return header;
}

/** A copy whose header counts one more attribute of `valueBytes`. */
function withLength(prefix: Buffer, valueBytes: number): Buffer {
  const copy = Buffer.from(prefix);
  copy.writeUInt16BE(prefix.length - STUN_HEADER_BYTES + 4 + valueBytes, 2);
  return copy;
}
