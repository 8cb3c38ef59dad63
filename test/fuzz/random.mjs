/** Random numbers of 32 bits (mulberry32). @param {number} state @returns {() => number} */
export function randomFrom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
}

/** @param {() => number} random @param {Uint8Array} bytes @param {number} length */
export function flipBits(random, bytes, length) {
  if (length === 0) return;
  for (let count = 1 + (random() % 4); count > 0; count--) {
    const at = random() % length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (random() % 8));
  }
}
