/** What an application hears of its streams. `stream` is the id of one. */
export type StreamEvent =
  /** The peer opened a stream. Its priority is the default of what we send on it. */
  | {type: 'opened'; stream: number; priority: number; label: string}
  /** Messages wait: read until there is none. Told again after that only. */
  | {type: 'readable'; stream: number}
  /** The peer finished, and every message has been read. */
  | {type: 'finished'; stream: number}
  /** The peer gave up what it was sending; what was not read is gone. */
  | {type: 'reset'; stream: number; code: number}
  /** The peer does not want more; what we were sending has been reset. */
  | {type: 'stopped'; stream: number; code: number}
  /** Both directions have ended and both sides know: nothing more will be told of it. */
  | {type: 'forgotten'; stream: number}
  /** Less waits to be sent or acknowledged than the low-water mark: half of the stream's window. */
  | {type: 'drained'; stream: number}
  /** Datagrams wait: read until there is none. */
  | {type: 'datagram'};
