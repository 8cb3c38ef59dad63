import {ProtocolViolation, ViolationCode} from '../connection/violation.js';
import type {FrameReader} from '../wire/frame-reader.js';
import {FrameType} from '../wire/frame-type.js';
import type {IncomingDatagrams} from './incoming-datagrams.js';
import type {Outbox} from './outbox.js';
import type {StreamPair, StreamTable} from './stream-table.js';

/** Hands the frames of the peer to the streams that they are about. */
export class IncomingFrames {
  readonly #outbox: Outbox;
  readonly #streams: StreamTable;
  readonly #datagrams: IncomingDatagrams;

  constructor(outbox: Outbox, streams: StreamTable, datagrams: IncomingDatagrams) {
    this.#outbox = outbox;
    this.#streams = streams;
    this.#datagrams = datagrams;
  }

  /** See `Streams.onFrame`. */
  take(
    type: number,
    reader: FrameReader,
    packet: Uint8Array,
    now: number,
    transitUs: number,
  ): void {
    const streams = this.#streams;
    switch (type) {
      case FrameType.message:
        this.#message(reader, packet, now, transitUs);
        break;
      case FrameType.datagram:
        this.#datagrams.onDatagram(reader, packet, transitUs);
        break;
      case FrameType.maxCredit:
        this.#outbox.raiseCredit(reader.value);
        break;
      case FrameType.maxStreamCredit:
        streams.find(reader.stream, false)?.send.raiseCredit(reader.value);
        break;
      case FrameType.skip:
        streams.find(reader.stream, true)?.receive.onSkip(reader.sequence, reader.value, now);
        break;
      case FrameType.finish:
        streams.find(reader.stream, true)?.receive.onFinish(reader.value);
        break;
      case FrameType.reset:
        streams.find(reader.stream, true)?.receive.onReset(reader.code, reader.value);
        break;
      case FrameType.stop:
        this.#stop(reader);
        break;
      default:
    }
  }

  #message(reader: FrameReader, packet: Uint8Array, now: number, transitUs: number): void {
    const pair = this.#streams.find(reader.stream, reader.priority >= 0);
    if (!pair) return;
    if (!pair.receive.isAnnounced) announce(pair, reader, packet);
    pair.receive.onMessage(reader, packet, now, transitUs);
  }

  #stop({stream, code}: FrameReader): void {
    const pair = this.#streams.find(stream, true);
    if (!pair || pair.send.end.isClosed || pair.send.end.isReset) return;
    pair.receive.announceUnknown();
    this.#outbox.events.push({type: 'stopped', stream, code});
    pair.send.reset(code);
  }
}

function announce({send, receive}: StreamPair, reader: FrameReader, packet: Uint8Array): void {
  // It is left out only once it has arrived.
  if (reader.priority < 0)
    throw new ProtocolViolation(ViolationCode.stream, 'the peer did not say what its stream is');
  const label = packet.subarray(reader.labelStart, reader.labelEnd);
  send.setPriority(reader.priority);
  receive.announce(reader.priority, new TextDecoder().decode(label));
}
