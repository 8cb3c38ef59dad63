/** `u32` id, four bytes of nothing, `f64` time of sending. */
export const MESSAGE_HEADER_BYTES = 16;

/** Longer than any message by enough that each can start at an offset of its own. */
const PERIOD = 251;
const PATTERN_BYTES = 4 * 1024 * 1024;

/**
 * Messages of a flow: a header, then filler that depends on the id, so that a receiver sees when
 * parts of two messages were mixed.
 */
const pattern = makePattern();

/** @throws RangeError for a message too short for its header, or longer than 4 MiB less a period */
export function writeMessage(id: number, bytes: number, sentAtMs: number): Buffer {
  if (bytes < MESSAGE_HEADER_BYTES || bytes > PATTERN_BYTES - PERIOD) {
    throw new RangeError(`a message has ${MESSAGE_HEADER_BYTES} bytes to 4 MiB, not ${bytes}`);
  }
  const message = Buffer.allocUnsafe(bytes);
  message.writeUInt32BE(id, 0);
  message.writeUInt32BE(0, 4);
  message.writeDoubleBE(sentAtMs, 8);
  pattern.copy(message, MESSAGE_HEADER_BYTES, id % PERIOD, fillerEnd(id, bytes));
  return message;
}

export interface ReadMessage {
  id: number;
  sentAtMs: number;
  isIntact: boolean;
}

/** `undefined` for what is too short to be a message. */
export function readMessage(data: Uint8Array): ReadMessage | undefined {
  if (data.length < MESSAGE_HEADER_BYTES || data.length > PATTERN_BYTES - PERIOD) return undefined;
  const message = Buffer.from(data.buffer, data.byteOffset, data.length);
  const id = message.readUInt32BE(0);
  const filler = message.subarray(MESSAGE_HEADER_BYTES);
  const isIntact = filler.equals(pattern.subarray(id % PERIOD, fillerEnd(id, message.length)));
  return {id, sentAtMs: message.readDoubleBE(8), isIntact};
}

function fillerEnd(id: number, bytes: number): number {
  return (id % PERIOD) + bytes - MESSAGE_HEADER_BYTES;
}

/** Repeats after a prime number of bytes, so that a shift by a power of two shows. */
function makePattern(): Buffer {
  const period = Buffer.from(Array.from({length: PERIOD}, (_, index) => (index * 167 + 13) % 256));
  return Buffer.alloc(PATTERN_BYTES, period);
}
