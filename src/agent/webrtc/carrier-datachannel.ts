import type {DataChannel} from 'node-datachannel';
import {type Carrier, type CarrierListener, packetBytes} from './carrier.js';
import {guard} from './guard.js';

/**
 * More may not wait in the library. Whatever waits there does so behind SCTP's own send buffer of
 * 1 MiB: a queue that nobody paces, and that hides from congestion control what the path is like.
 */
const WAITING_BYTES_MAX = 16 * 1024;
/** The longest packet of any carrier, with room to spare: no honest peer sends more. */
const RECEIVED_BYTES_MAX = 1500;

/**
 * Packets as messages of a data channel, unordered and never sent again: SCTP's congestion control
 * stays below ours, and halves its window on every loss (docs/carriers.md).
 */
export class DatachannelCarrier implements Carrier {
  readonly #message = new Uint8Array(packetBytes('datachannel').max);
  readonly buffer = this.#message;
  readonly #channel: DataChannel;

  constructor(channel: DataChannel) {
    this.#channel = channel;
  }

  flush(length: number): boolean {
    if (!this.#channel.isOpen() || this.#channel.bufferedAmount() > WAITING_BYTES_MAX) return false;
    // False means that it waits in the library, and is sent later all the same.
    this.#channel.sendMessageBinary(this.#message.subarray(0, length));
    return true;
  }

  renew(): void {
    // SCTP counts for itself, and ends the PeerConnection when it gives up.
  }

  listen({open, packet}: CarrierListener): void {
    this.#channel.onOpen(guard(open));
    this.#channel.onMessage(
      guard((message: string | Buffer | ArrayBuffer) => {
        if (Buffer.isBuffer(message) && message.length <= RECEIVED_BYTES_MAX) packet(message);
      }),
    );
  }

  close(): void {
    this.#channel.close();
  }
}
