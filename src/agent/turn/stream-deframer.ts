import {STUN_HEADER_BYTES} from '../../stun/message.js';

const CHANNEL_HEADER_BYTES = 4;

/**
 * Cuts a byte stream into the messages that a TURN server sent (RFC 8656 section 12.5): a STUN
 * message says its own length, ChannelData says that of its data and is padded to 4 bytes.
 */
export class StreamDeframer {
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  /**
   * The messages that `bytes` complete, without padding.
   * @throws Error when the stream is not TURN; where its next message begins is then unknown.
   */
  push(bytes: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let size = sizeOf(rest); size && rest.length >= size.padded; size = sizeOf(rest)) {
      messages.push(rest.subarray(0, size.bytes));
      rest = rest.subarray(size.padded);
    }
    this.#rest = rest;
    return messages;
  }
}

/** A message as it goes on a stream. STUN messages are multiples of 4 bytes already. */
export function frameForStream(message: Buffer): Buffer {
  const missing = -message.length & 3;
  return missing === 0 ? message : Buffer.concat([message, Buffer.alloc(missing)]);
}

/** Of the message that `bytes` begins with; undefined while its header is incomplete. */
function sizeOf(bytes: Buffer): {bytes: number; padded: number} | undefined {
  if (bytes.length < CHANNEL_HEADER_BYTES) return undefined;
  const first = bytes.readUInt8(0);
  const length = bytes.readUInt16BE(2);
  // The first two bits tell them apart (RFC 8656 section 12).
  if (first < 0x40 && length % 4 === 0) {
    return {bytes: STUN_HEADER_BYTES + length, padded: STUN_HEADER_BYTES + length};
  }
  if (first < 0x40 || first > 0x4f) throw new Error('the server sent something else than TURN');
  const whole = CHANNEL_HEADER_BYTES + length;
  return {bytes: whole, padded: (whole + 3) & ~3};
}
