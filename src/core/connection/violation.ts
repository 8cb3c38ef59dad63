/** Codes of a CLOSE frame for a peer that broke the protocol. */
export const ViolationCode = {
  /** A frame that cannot be read. */
  malformed: 0x10,
  /** More was sent than the credit allows. */
  credit: 0x11,
  /** A stream that cannot exist, or too many of them. */
  stream: 0x12,
  /** A message that contradicts what was said of it before. */
  message: 0x13,
} as const;

export type ViolationCode = (typeof ViolationCode)[keyof typeof ViolationCode];

const CODES: ReadonlySet<number> = new Set(Object.values(ViolationCode));

/** Whether a CLOSE frame with this code accuses somebody. */
export function isViolation(code: number): code is ViolationCode {
  return CODES.has(code);
}

/** The peer did what an honest one never does. The connection closes with `code`. */
export class ProtocolViolation extends Error {
  readonly code: ViolationCode;

  constructor(code: ViolationCode, message: string) {
    super(message);
    this.name = 'ProtocolViolation';
    this.code = code;
  }
}
