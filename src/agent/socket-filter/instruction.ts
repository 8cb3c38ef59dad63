/** One instruction of the classic packet filter (linux/filter.h, `struct sock_filter`). */
export interface Instruction {
  code: number;
  /** How many instructions to skip, up to 255, when the comparison is true, and when it is not. */
  jt: number;
  jf: number;
  /** Unsigned, 32 bits. */
  k: number;
}

/** Codes of linux/bpf_common.h, as much of them as a comparison of addresses takes. */
export const Code = {
  loadWord: 0x20,
  loadHalf: 0x28,
  loadByte: 0x30,
  and: 0x54,
  shiftRight: 0x74,
  jump: 0x05,
  jumpIfEqual: 0x15,
  jumpIfNotBelow: 0x35,
  result: 0x06,
} as const;

/** `BPF_MAXINSNS` of linux/bpf_common.h. */
export const INSTRUCTIONS_MAX = 4096;
/** Added to an offset, it counts from the IP header (`SKF_NET_OFF` of linux/filter.h). */
export const IP_HEADER = 0xfff0_0000;
/** `sizeof(struct sock_filter)` */
export const INSTRUCTION_BYTES = 8;

/** As the kernel takes them, in little-endian order. */
export function encodeInstructions(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, {code, jt, jf, k}] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k, true);
  }
  return bytes;
}
