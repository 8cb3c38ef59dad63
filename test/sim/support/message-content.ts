/** Bytes that a message needs to say which one it is. */
export const CONTENT_BYTES_MIN = 4;

/** A message that begins with its number; the rest follows from that and the stream. */
export function messageContent(stream: number, id: number, bytes: number): Uint8Array {
  const content = new Uint8Array(Math.max(CONTENT_BYTES_MIN, bytes));
  let state = (Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(id + 1, 0x85ebca6b)) | 1;
  for (let index = CONTENT_BYTES_MIN; index < content.length; index++) {
    // xorshift32 (Marsaglia).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content[index] = state;
  }
  new DataView(content.buffer).setUint32(0, id);
  return content;
}

/** The number a message begins with; -1 when it is too short for one. */
export function messageId(content: Uint8Array): number {
  if (content.length < CONTENT_BYTES_MIN) return -1;
  return new DataView(content.buffer, content.byteOffset).getUint32(0);
}
