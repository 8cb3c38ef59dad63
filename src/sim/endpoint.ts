/** A sans-IO protocol as the network drives it: after every call it is drained completely. */
export interface Endpoint {
  /** A packet has arrived, on `path` where there are several. `bytes` is the endpoint's from now on. */
  handlePacket(bytes: Uint8Array, now: number, path?: number): void;
  /** The time of `pollTimeout` has come. */
  handleTimeout(now: number): void;
  /** Writes one packet into `target` and returns its length; 0: nothing to send now. */
  pollTransmit(now: number, target: Uint8Array): number;
  /** When `handleTimeout` is to be called next, in milliseconds; infinity: never. */
  pollTimeout(now: number): number;
}

/** Room that `pollTransmit` gets, for more than any link of 1,500 bytes passes. */
export const PACKET_BYTES_MAX = 2048;
