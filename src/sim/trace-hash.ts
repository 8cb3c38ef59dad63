const MULTIPLIERS = [0x9e3779b1, 0x85ebca6b] as const;

/**
 * A fingerprint of everything that happened, in its order: two runs with the same one were the same
 * run. Two 32-bit hashes side by side; not for use against somebody who wants a collision.
 */
export class TraceHash {
  #one = 1;
  #two = 2;
  readonly #time = new Float64Array(1);
  readonly #timeWords = new Int32Array(this.#time.buffer);

  /** `kind` happened to `node`, with the first `count` words of `words`. */
  add(event: number, atMs: number, words: Int32Array, count: number): void {
    this.#time[0] = atMs;
    this.#mix(event);
    this.#mix(this.#timeWords[0] as number);
    this.#mix(this.#timeWords[1] as number);
    for (let index = 0; index < count; index++) this.#mix(words[index] as number);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#one) + hex(this.#two);
  }

  #mix(word: number): void {
    const one = Math.imul(this.#one ^ word, MULTIPLIERS[0]);
    this.#one = one ^ (one >>> 15);
    const two = Math.imul(this.#two + word, MULTIPLIERS[1]);
    this.#two = two ^ (two >>> 13);
  }
}
