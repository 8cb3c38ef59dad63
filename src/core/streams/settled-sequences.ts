import {SEQUENCE_WINDOW} from './limits.js';

const MASK = SEQUENCE_WINDOW - 1;

/**
 * Which sequences of a stream are settled: every one below `base`, and some within the window above.
 * Bits are only kept once something settles out of order.
 */
export class SettledSequences {
  /** The lowest sequence that is not settled. */
  base = 0;
  /** How many are settled above `base`. */
  #above = 0;
  #bits: Uint32Array | undefined;

  /** Whether `sequence` lies beyond what can be kept. */
  isBeyond(sequence: number): boolean {
    return sequence >= this.base + SEQUENCE_WINDOW;
  }

  /** `sequence` is not beyond the window. */
  has(sequence: number): boolean {
    if (sequence < this.base) return true;
    return this.#bits !== undefined && this.#above > 0 && this.#bit(this.#bits, sequence);
  }

  /** `sequence` is not beyond the window. */
  settle(sequence: number): void {
    if (this.has(sequence)) return;
    if (sequence > this.base) {
      this.#bits ??= new Uint32Array(SEQUENCE_WINDOW / 32);
      this.#flip(this.#bits, sequence);
      this.#above += 1;
      return;
    }
    this.base += 1;
    while (this.#above > 0 && this.#bits && this.#bit(this.#bits, this.base)) {
      this.#flip(this.#bits, this.base);
      this.#above -= 1;
      this.base += 1;
    }
  }

  #bit(bits: Uint32Array, sequence: number): boolean {
    const place = sequence & MASK;
    return (((bits[place >>> 5] as number) >>> (place & 31)) & 1) === 1;
  }

  #flip(bits: Uint32Array, sequence: number): void {
    const place = sequence & MASK;
    bits[place >>> 5] = (bits[place >>> 5] as number) ^ (1 << (place & 31));
  }
}
