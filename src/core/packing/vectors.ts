/**
 * Packed vectors of docs/packing.md: format · u8, count · u24, then for int8 the scale · f32, then the
 * elements. Little-endian throughout.
 */
export const VectorFormat = {f32: 1, f16: 2, bf16: 3, int8: 4} as const;

export type VectorFormat = (typeof VectorFormat)[keyof typeof VectorFormat];

export const VECTOR_HEADER_BYTES = 4;
/** What the header's 24 bits hold. */
export const ELEMENTS_MAX = 0xff_ffff;

/** Between the header and the elements of int8. */
export const SCALE_BYTES = 4;

/** Bytes of one element, by format; 0: there is no such format. */
export function elementBytes(format: number): number {
  switch (format) {
    case VectorFormat.f32:
      return 4;
    case VectorFormat.f16:
    case VectorFormat.bf16:
      return 2;
    case VectorFormat.int8:
      return 1;
    default:
      return 0;
  }
}

/** How many bytes a packed vector of `count` elements takes, header included. */
export function packedBytes(format: VectorFormat, count: number): number {
  const scale = format === VectorFormat.int8 ? SCALE_BYTES : 0;
  return VECTOR_HEADER_BYTES + scale + count * elementBytes(format);
}
