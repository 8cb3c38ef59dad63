import type {PeerConnection} from 'node-datachannel';
import type {Carrier, CarrierListener, CarrierName} from './carrier.js';
import {DatachannelCarrier} from './carrier-datachannel.js';
import {RtpCarrier} from './carrier-rtp.js';
import {RtpSource} from './rtp-source.js';
import {addSections} from './sections.js';

/** Sends packets in one carrier and receives them in either: the other end makes its own choice. */
export class EitherCarrier implements Carrier {
  readonly buffer: Uint8Array;
  readonly #chosen: Carrier;
  readonly #all: readonly Carrier[];

  constructor(chosen: Carrier, other: Carrier) {
    this.#chosen = chosen;
    this.#all = [chosen, other];
    this.buffer = chosen.buffer;
  }

  flush(length: number): boolean {
    try {
      return this.#chosen.flush(length);
    } catch {
      // The PeerConnection has ended in a thread of the library, which is about to tell.
      return false;
    }
  }

  renew(): void {
    this.#chosen.renew();
  }

  listen({open, packet}: CarrierListener): void {
    for (const carrier of this.#all) {
      carrier.listen({open: () => void (carrier === this.#chosen && open()), packet});
    }
  }

  close(): void {
    for (const carrier of this.#all) carrier.close();
  }
}

/** Prepares a new PeerConnection: `carrier` for packets, `channel` for messages beside it. */
export function addCarrier(connection: PeerConnection, name: CarrierName = 'rtp') {
  const source = new RtpSource();
  const {track, channel, packets} = addSections(connection, source.ssrc);
  const rtp = new RtpCarrier(track, source);
  const datachannel = new DatachannelCarrier(packets);
  const [chosen, other] = name === 'rtp' ? [rtp, datachannel] : [datachannel, rtp];
  return {carrier: new EitherCarrier(chosen, other), channel};
}
