/** FNV-1a (Fowler, Noll, Vo), 32 bits: a fingerprint of a message's content for the checker. */
export function contentHash(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  return hash >>> 0;
}
