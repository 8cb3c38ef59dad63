import type {Track} from 'node-datachannel';
import {rtpPayload} from '../../core/wire/rtp.js';
import type {Carrier, CarrierListener} from './carrier.js';
import {guard} from './guard.js';
import type {RtpSource} from './rtp-source.js';
import {PAYLOAD_TYPE} from './sections.js';

/** Packets as RTP payloads of a track: nothing below holds them back, and it opens with DTLS. */
export class RtpCarrier implements Carrier {
  readonly buffer: Uint8Array;
  readonly #track: Track;
  readonly #source: RtpSource;

  /** @param source what the track was described with */
  constructor(track: Track, source: RtpSource) {
    this.#track = track;
    this.#source = source;
    this.buffer = source.payload;
  }

  flush(length: number): boolean {
    return this.#track.isOpen() && this.#track.sendMessageBinary(this.#source.packet(length));
  }

  /** Sends from a fresh source from now on: see `RtpSource`. */
  renew(): void {
    this.#source.renew();
  }

  listen({open, packet}: CarrierListener): void {
    this.#track.onOpen(guard(open));
    this.#track.onMessage(
      guard((message: Buffer) => {
        const payload = rtpPayload(message, PAYLOAD_TYPE);
        if (payload) packet(payload);
      }),
    );
  }

  close(): void {
    this.#track.close();
  }
}
