/** Frame types of docs/protocol.md. Types that carry a message or a datagram have flags in them. */
export const FrameType = {
  padding: 0x00,
  ping: 0x01,
  ack: 0x02,
  maxCredit: 0x03,
  maxStreamCredit: 0x04,
  skip: 0x05,
  finish: 0x06,
  reset: 0x07,
  stop: 0x08,
  close: 0x09,
  pathPing: 0x0a,
  pathPong: 0x0b,
  /** 0x20..0x23 */
  datagram: 0x20,
  /** 0x40..0x5f */
  message: 0x40,
} as const;

/** A length precedes the data; without it the data reaches to the end of the packet. */
export const HAS_LENGTH = 0x01;
/** A part of a message: its offset and the message's length are given. */
export const IS_FRAGMENT = 0x02;
/** The message may be delivered as soon as it is complete. */
export const IS_UNORDERED = 0x04;
/** Priority and label of a stream that the peer may not know yet. */
export const OPENS_STREAM = 0x08;
/** Microseconds the message may still live, counted from the packet's time stamp. */
export const EXPIRES = 0x10;

/** Datagrams have room for two flags only. */
export const DATAGRAM_EXPIRES = 0x02;

export const PRIORITIES = ['critical', 'control', 'interactive', 'state', 'bulk'] as const;
export type PriorityName = (typeof PRIORITIES)[number];

/** Bytes of UTF-8. */
export const LABEL_BYTES_MAX = 128;
export const REASON_BYTES_MAX = 256;
