/** Limits of docs/protocol.md. Both sides start with the same ones. */
export const STREAM_CREDIT_INITIAL = 4 * 1024 * 1024;
export const CONNECTION_CREDIT_INITIAL = 16 * 1024 * 1024;

/** What a message costs beside its length: the memory of an empty one is bounded too. */
export const MESSAGE_COST = 64;
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Streams that each side may have opened at once. */
export const STREAMS_MAX = 1024;

/** From the oldest sequence of a stream that is not settled to the newest. */
export const SEQUENCE_WINDOW = 32_768;

/** A fragment carries at least this much, or the rest: the receiver can bound its list of gaps. */
export const FRAGMENT_BYTES_MIN = 64;

/** A message up to this long travels in one piece where a packet can hold it, and may be sent in copies. */
export const SMALL_MESSAGE_BYTES = 512;
export const COPIES_MAX = 3;
export const COPY_INTERVAL_MS = 3;
export const HOLD_MS_MAX = 2;

/** Datagrams waiting to be read, and to be sent in each class; the oldest are dropped beyond that. */
export const DATAGRAM_QUEUE_BYTES = 256 * 1024;
