import {randomInt} from 'node:crypto';
import {RTP_HEADER_BYTES, writeRtpHeader} from '../../core/wire/rtp.js';
import {PAYLOAD_TYPE} from './sections.js';

/** Payloads as RTP packets of one source, built in place. */
export class RtpSource {
  readonly #packet = new Uint8Array(1500);
  /** Where the next payload is to be written. */
  readonly payload = this.#packet.subarray(RTP_HEADER_BYTES);
  readonly #header = {
    payloadType: PAYLOAD_TYPE,
    sequence: randomInt(0x1_0000),
    timestamp: 0,
    ssrc: randomInt(1, 0xffff_ffff),
  };

  get ssrc(): number {
    return this.#header.ssrc;
  }

  /** The packet with the first `length` bytes of `payload`; it holds until the next one. */
  packet(length: number): Buffer {
    this.#header.sequence = (this.#header.sequence + 1) & 0xffff;
    writeRtpHeader(this.#packet, this.#header);
    return Buffer.from(this.#packet.buffer, 0, RTP_HEADER_BYTES + length);
  }

  /**
   * Goes on as a fresh source. What was spent on a source while nobody heard could be more sequence
   * numbers than SRTP can skip, 32,768 (RFC 3711 section 3.3.1): it would stay unheard for ever.
   */
  renew(): void {
    this.#header.ssrc = randomInt(1, 0xffff_ffff);
    this.#header.sequence = randomInt(0x1_0000);
  }
}
