/** The few encodings of DER (X.690) that a certificate is made of. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
};

export function sequence(...parts: Buffer[]): Buffer {
  return element(TAG.sequence, ...parts);
}

export function setOf(...parts: Buffer[]): Buffer {
  return element(TAG.set, ...parts);
}

/** A number that is not negative, most significant byte first. */
export function integer(bytes: Buffer): Buffer {
  const [first = 0] = bytes;
  return element(TAG.integer, first < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]));
}

export function boolean(value: boolean): Buffer {
  return element(TAG.boolean, Buffer.from([value ? 0xff : 0]));
}

export function octetString(...parts: Buffer[]): Buffer {
  return element(TAG.octetString, ...parts);
}

/** @param unusedBits how many of the last byte's low bits do not count */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return element(TAG.bitString, Buffer.from([unusedBits]), bytes);
}

export function utf8(text: string): Buffer {
  return element(TAG.utf8, Buffer.from(text));
}

/** For times before 2050 (RFC 5280 section 4.1.2.5). */
export function utcTime(time: Date): Buffer {
  const digits = time.toISOString().replace(/[-:T]|\.\d+/g, '');
  return element(TAG.utcTime, Buffer.from(digits.slice(2), 'ascii'));
}

/** An object identifier such as `2.5.4.3`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAG.oid, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

/** `[number]` around whole elements. */
export function explicit(number: number, ...parts: Buffer[]): Buffer {
  return element(0xa0 + number, ...parts);
}

/** `[number]` instead of the tag that the bytes would have. */
export function implicit(number: number, bytes: Buffer): Buffer {
  return element(0x80 + number, bytes);
}

function element(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = [...Buffer.from(length.toString(16).padStart(8, '0'), 'hex')];
  const used = bytes.slice(bytes.findIndex((byte) => byte !== 0));
  return [0x80 + used.length, ...used];
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}
