import {bfloatBits} from './bfloat.js';
import {halfBits} from './half.js';
import {findScale, writeSteps} from './int8.js';
import {asBits, asFloat, IS_LITTLE_ENDIAN} from './number-bits.js';
import {ELEMENTS_MAX, elementBytes, packedBytes, VectorFormat} from './vectors.js';

/**
 * Packs vectors one after the other into a caller's buffer (docs/packing.md). Nothing is allocated,
 * except in a `begin` that brings another ArrayBuffer than the one before.
 */
export class VectorWriter {
  /** Where the next vector goes. */
  offset = 0;
  #target: Uint8Array = new Uint8Array(0);
  /** The whole of the target's buffer, as numbers. */
  #floats: Float32Array = new Float32Array(0);
  readonly #scale = new Float32Array(1);

  begin(target: Uint8Array, offset = 0): void {
    const {buffer} = target;
    if (buffer !== this.#target.buffer)
      this.#floats = new Float32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.#target = target;
    this.offset = offset;
  }

  /**
   * Packs `vector` and moves `offset` behind it. Numbers are rounded to nearest, ties to even. Bytes
   * of f32 are copied, if the numbers come to lie at a multiple of 4 in the ArrayBuffer: fastest then.
   *
   * @throws RangeError when there is no room, or int8 is given a NaN or an infinity; nothing is
   * written then
   */
  write(format: VectorFormat, vector: Float32Array): void {
    const {length} = vector;
    const bytes = packedBytes(format, length);
    const left = this.#target.length - this.offset;
    if (length > ELEMENTS_MAX)
      throw new RangeError(`a vector has at most ${ELEMENTS_MAX} elements, not ${length}`);
    if (bytes > left)
      throw new RangeError(
        `${length} elements of ${elementBytes(format)} bytes take ${bytes} with the header, and ` +
          `${left} of the buffer's ${this.#target.length} are left`,
      );
    if (format === VectorFormat.int8) findScale(vector, this.#scale);
    this.#byte(format);
    this.#byte(length & 0xff);
    this.#byte((length >>> 8) & 0xff);
    this.#byte(length >>> 16);
    switch (format) {
      case VectorFormat.f32:
        this.#f32(vector);
        break;
      case VectorFormat.f16:
        this.#f16(vector);
        break;
      case VectorFormat.bf16:
        this.#bf16(vector);
        break;
      default:
        this.#int8(vector);
    }
  }

  #f32(vector: Float32Array): void {
    const at = this.#target.byteOffset + this.offset;
    if (!IS_LITTLE_ENDIAN || at % 4 !== 0) {
      for (let index = 0; index < vector.length; index++) {
        asFloat[0] = vector[index] as number;
        this.#storeFloat();
      }
      return;
    }
    this.#floats.set(vector, at / 4);
    this.offset += 4 * vector.length;
  }

  #f16(vector: Float32Array): void {
    const target = this.#target;
    let at = this.offset;
    for (let index = 0; index < vector.length; index++, at += 2) {
      asFloat[0] = vector[index] as number;
      const bits = halfBits(asBits[0] as number);
      target[at] = bits;
      target[at + 1] = bits >>> 8;
    }
    this.offset = at;
  }

  #bf16(vector: Float32Array): void {
    const target = this.#target;
    let at = this.offset;
    for (let index = 0; index < vector.length; index++, at += 2) {
      asFloat[0] = vector[index] as number;
      const bits = bfloatBits(asBits[0] as number);
      target[at] = bits;
      target[at + 1] = bits >>> 8;
    }
    this.offset = at;
  }

  #int8(vector: Float32Array): void {
    asFloat[0] = this.#scale[0] as number;
    this.#storeFloat();
    writeSteps(vector, this.#scale, this.#target, this.offset);
    this.offset += vector.length;
  }

  /** Out of `asFloat`: a double that is passed may have to be allocated. */
  #storeFloat(): void {
    const bits = asBits[0] as number;
    this.#byte(bits & 0xff);
    this.#byte((bits >>> 8) & 0xff);
    this.#byte((bits >>> 16) & 0xff);
    this.#byte(bits >>> 24);
  }

  #byte(value: number): void {
    this.#target[this.offset] = value;
    this.offset += 1;
  }
}
