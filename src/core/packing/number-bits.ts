/**
 * One number as the bits of an IEEE 754 binary32 and back: write one, read the other. Signed, since an
 * unsigned word may have to be allocated.
 */
export const asFloat = new Float32Array(1);
export const asBits = new Int32Array(asFloat.buffer);

/** Whether typed arrays lay numbers out as the wire does. */
export const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
