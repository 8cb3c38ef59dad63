/**
 * A seeded source of random numbers: the generator sfc32 (Chris Doty-Humphrey, PractRand 0.94,
 * public domain), whose 128 bits of state are the seed, the name of the stream and a counter.
 * The same seed and stream give the same numbers on every machine; streams of one seed are
 * independent, so a change to one consumer never shifts the numbers another one sees.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed`: an integer from 0 to 2^53 - 1. `stream`: what the numbers are for, `s1/up/loss`. */
  constructor(seed: number, stream: string) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = fnv1a(stream);
    for (let round = 0; round < ROUNDS_TO_MIX; round++) this.next();
  }

  /** The next number, evenly spread over [0, 1) in steps of 2^-32. */
  next(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return (out >>> 0) / 2 ** 32;
  }
}

/** PractRand mixes 15 rounds after seeding sfc32 with three words. */
const ROUNDS_TO_MIX = 15;

/** FNV-1a (Fowler, Noll, Vo), 32 bits, over UTF-16 code units: a name becomes a word of the seed. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
