import {floatBitsOfHalf} from './half.js';
import {asBits, asFloat, IS_LITTLE_ENDIAN} from './number-bits.js';
import {
  elementBytes,
  packedBytes,
  SCALE_BYTES,
  VECTOR_HEADER_BYTES,
  VectorFormat,
} from './vectors.js';

/**
 * Unpacks vectors one after the other out of a buffer (docs/packing.md): `next`, then `read`, until
 * `next` says that there is no more. Nothing is allocated, except in a `begin` that brings another
 * ArrayBuffer than the one before.
 */
export class VectorReader {
  /** Of the vector that `next` found. */
  format: VectorFormat = VectorFormat.f32;
  count = 0;
  #source: Uint8Array = new Uint8Array(0);
  /** The whole of the source's buffer, as numbers. */
  #floats: Float32Array = new Float32Array(0);
  #start = 0;
  #end = 0;

  begin(source: Uint8Array, offset = 0): void {
    const {buffer} = source;
    if (buffer !== this.#source.buffer)
      this.#floats = new Float32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.#source = source;
    this.#end = offset;
  }

  /**
   * Moves to the next vector, whether or not the one before was read; false at the end of the buffer.
   *
   * @throws RangeError when what follows is no whole vector
   */
  next(): boolean {
    const source = this.#source;
    const start = this.#end;
    const left = source.length - start;
    if (left === 0) return false;
    if (left < VECTOR_HEADER_BYTES)
      throw new RangeError(
        `a vector's header takes ${VECTOR_HEADER_BYTES} bytes, and ${left} are left`,
      );
    const format = source[start] as VectorFormat;
    const count = pairAt(source, start + 1) | ((source[start + 3] as number) << 16);
    if (elementBytes(format) === 0) throw new RangeError(`there is no vector format ${format}`);
    const bytes = packedBytes(format, count);
    if (bytes > left)
      throw new RangeError(
        `${count} elements of ${elementBytes(format)} bytes take ${bytes} with the header, and ` +
          `${left} of the buffer's ${source.length} are left`,
      );
    this.format = format;
    this.count = count;
    this.#start = start + VECTOR_HEADER_BYTES;
    this.#end = start + bytes;
    return true;
  }

  /**
   * Unpacks the vector that `next` found into the first `count` elements of `target`.
   *
   * @throws RangeError when `target` is shorter than that; nothing is written then
   */
  read(target: Float32Array): void {
    if (target.length < this.count)
      throw new RangeError(
        `the vector has ${this.count} elements, and the target ${target.length}`,
      );
    switch (this.format) {
      case VectorFormat.f32:
        this.#f32(target);
        break;
      case VectorFormat.f16:
        this.#f16(target);
        break;
      case VectorFormat.bf16:
        this.#bf16(target);
        break;
      default:
        this.#int8(target);
    }
  }

  // The loops below keep what they need in locals: that doubles their speed.

  #f32(target: Float32Array): void {
    const {count} = this;
    const source = this.#source;
    const start = this.#start;
    const at = (source.byteOffset + start) / 4;
    if (IS_LITTLE_ENDIAN && Number.isInteger(at)) {
      const floats = this.#floats;
      for (let index = 0; index < count; index++) target[index] = floats[at + index] as number;
      return;
    }
    for (let index = 0; index < count; index++) {
      loadFloat(source, start + 4 * index);
      target[index] = asFloat[0] as number;
    }
  }

  #f16(target: Float32Array): void {
    const {count} = this;
    const source = this.#source;
    const start = this.#start;
    for (let index = 0; index < count; index++) {
      asBits[0] = floatBitsOfHalf(pairAt(source, start + 2 * index));
      target[index] = asFloat[0] as number;
    }
  }

  #bf16(target: Float32Array): void {
    const {count} = this;
    const source = this.#source;
    const start = this.#start;
    for (let index = 0; index < count; index++) {
      asBits[0] = pairAt(source, start + 2 * index) << 16;
      target[index] = asFloat[0] as number;
    }
  }

  #int8(target: Float32Array): void {
    const {count} = this;
    const source = this.#source;
    loadFloat(source, this.#start);
    const scale = asFloat[0] as number;
    const start = this.#start + SCALE_BYTES;
    for (let index = 0; index < count; index++)
      target[index] = (((source[start + index] as number) << 24) >> 24) * scale;
  }
}

/** Into `asFloat`: a double that is returned may have to be allocated. */
function loadFloat(source: Uint8Array, at: number): void {
  asBits[0] = pairAt(source, at) | (pairAt(source, at + 2) << 16);
}

function pairAt(source: Uint8Array, at: number): number {
  return (source[at] as number) | ((source[at + 1] as number) << 8);
}
