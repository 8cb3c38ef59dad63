const HIGH_WORD = 0x1_0000_0000;
/** The first byte of an 8-byte varint whose value a double holds exactly: bits above 53 are zero. */
const HIGH_BITS_MAX = 0x1fffff;

/** Reads forward through bytes; a read beyond the end or a number too large sets `failed`. */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0);
  offset = 0;
  failed = false;

  reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.offset = 0;
    this.failed = false;
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  byte(): number {
    const value = this.bytes[this.offset];
    if (value === undefined) {
      this.failed = true;
      return 0;
    }
    this.offset += 1;
    return value;
  }

  /** 32 bits, big-endian, unsigned. */
  word(): number {
    if (this.remaining < 4) {
      this.failed = true;
      return 0;
    }
    const {bytes, offset} = this;
    this.offset = offset + 4;
    const high = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
    const low = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    return ((high << 16) | low) >>> 0;
  }

  /** RFC 9000 section 16. A value that needs more than 53 bits fails. */
  varint(): number {
    const first = this.byte();
    switch (first >>> 6) {
      case 0:
        return first;
      case 1:
        return ((first & 0x3f) << 8) | this.byte();
      case 2:
        this.offset -= 1;
        return this.word() & 0x3fffffff;
      default: {
        this.offset -= 1;
        const high = this.word() & 0x3fffffff;
        const low = this.word();
        if (high > HIGH_BITS_MAX) this.failed = true;
        return this.failed ? 0 : high * HIGH_WORD + low;
      }
    }
  }

  /** Moves over `length` bytes and returns where they begin. */
  skip(length: number): number {
    const start = this.offset;
    if (length > this.remaining) this.failed = true;
    else this.offset = start + length;
    return start;
  }
}
