import type {FrameReader} from '../wire/frame-reader.js';
import {Fifo} from './fifo.js';
import {DATAGRAM_QUEUE_BYTES, MESSAGE_COST} from './limits.js';
import {ownedBytes} from './owned-bytes.js';
import type {StreamEvent} from './stream-event.js';

/** Datagrams that wait to be read. The oldest are dropped when there are too many. */
export class IncomingDatagrams {
  dropped = 0;
  readonly #events: Fifo<StreamEvent>;
  readonly #queue = new Fifo<Uint8Array>();
  #bytes = 0;

  constructor(events: Fifo<StreamEvent>) {
    this.#events = events;
  }

  onDatagram(frame: FrameReader, packet: Uint8Array, transitUs: number): void {
    if (frame.lifetimeUs >= 0 && frame.lifetimeUs <= transitUs) return;
    if (this.#queue.length === 0) this.#events.push({type: 'datagram'});
    const data = ownedBytes(packet, frame.dataStart, frame.dataEnd);
    this.#queue.push(data);
    this.#bytes += MESSAGE_COST + data.length;
    while (this.#bytes > DATAGRAM_QUEUE_BYTES) {
      this.read();
      this.dropped += 1;
    }
  }

  read(): Uint8Array | undefined {
    const data = this.#queue.shift();
    if (data) this.#bytes -= MESSAGE_COST + data.length;
    return data;
  }

  discard(): void {
    this.#queue.clear();
    this.#bytes = 0;
  }
}
