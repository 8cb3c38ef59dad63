const HEADER_BYTES = 4;

/** Channel numbers a client may bind (RFC 8656 section 12). */
export const CHANNEL_MIN = 0x4000;
export const CHANNEL_MAX = 0x4fff;

/**
 * Reads a ChannelData message (RFC 8656 section 12.4). Undefined for anything else; never throws.
 * Bytes beyond the stated length are padding.
 */
export function decodeChannelData(bytes: Buffer): {channel: number; data: Buffer} | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const channel = bytes.readUInt16BE(0);
  const end = HEADER_BYTES + bytes.readUInt16BE(2);
  if (channel < CHANNEL_MIN || channel > CHANNEL_MAX || end > bytes.length) return undefined;
  return {channel, data: bytes.subarray(HEADER_BYTES, end)};
}

/** Writes a ChannelData message as it is on UDP: not padded. */
export function encodeChannelData(channel: number, data: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(channel, 0);
  header.writeUInt16BE(data.length, 2);
  return Buffer.concat([header, data]);
}
