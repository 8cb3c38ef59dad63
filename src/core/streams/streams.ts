import type {FrameReader} from '../wire/frame-reader.js';
import {LABEL_BYTES_MAX, PRIORITIES, type PriorityName} from '../wire/frame-type.js';
import {ConnectionCredit} from './connection-credit.js';
import {SendCredit} from './credit.js';
import {type DatagramOptions, Datagrams} from './datagrams.js';
import {IncomingFrames} from './incoming-frames.js';
import {
  CONNECTION_CREDIT_INITIAL,
  MESSAGE_BYTES_MAX,
  MESSAGE_COST,
  STREAM_CREDIT_INITIAL,
  STREAMS_MAX,
} from './limits.js';
import {Outbox} from './outbox.js';
import type {PacketDraft} from './sent-frame.js';
import type {StreamEvent} from './stream-event.js';
import {applyMode, reliableMode, type StreamMode} from './stream-mode.js';
import {StreamTable} from './stream-table.js';

/** Both sides of a connection have the same credit and limits: they are part of the protocol. */
export interface StreamsOptions {
  /** The caller's streams have even ids. */
  isCaller: boolean;
  initialStreamCredit?: number;
  initialConnectionCredit?: number;
  /** Streams that each side may have opened at once. */
  streamsMax?: number;
}

export interface OpenOptions extends StreamMode {
  priority: PriorityName;
  /** For the application; at most 128 bytes of UTF-8. */
  label?: string;
}

/**
 * All streams and datagrams of a connection: messages in, frames out, and the other way round. Sans-IO:
 * `now` is in milliseconds and never goes back. A transport fills packets from here, tells each frame
 * its fate, and hands over the frames that arrive.
 */
export class Streams {
  readonly #outbox: Outbox;
  readonly #credit: ConnectionCredit;
  readonly #streams: StreamTable;
  readonly #streamsMax: number;
  readonly #messageBytesMax: number;
  readonly #datagrams: Datagrams;
  readonly #incoming: IncomingFrames;
  #isClosed = false;

  constructor(options: StreamsOptions) {
    const {
      isCaller,
      initialStreamCredit = STREAM_CREDIT_INITIAL,
      initialConnectionCredit = CONNECTION_CREDIT_INITIAL,
      streamsMax = STREAMS_MAX,
    } = options;
    const outbox = new Outbox(new SendCredit(initialConnectionCredit));
    this.#outbox = outbox;
    this.#credit = new ConnectionCredit(initialConnectionCredit, outbox.control);
    this.#streams = new StreamTable(outbox, this.#credit, {
      isCaller,
      streamCredit: initialStreamCredit,
      streamsMax,
    });
    this.#streamsMax = streamsMax;
    // Credit comes in halves of a window: what is longer than that might wait for ever.
    const half = Math.floor(Math.min(initialStreamCredit, initialConnectionCredit) / 2);
    this.#messageBytesMax = Math.min(MESSAGE_BYTES_MAX, half - MESSAGE_COST);
    this.#datagrams = new Datagrams(outbox);
    this.#incoming = new IncomingFrames(outbox, this.#streams, this.#datagrams.incoming);
  }

  // For the application.

  /**
   * Opens a stream and returns its id. The peer hears of it with the first message, FINISH or RESET.
   *
   * @throws RangeError for too many open streams, too long a label, or options out of range
   */
  open(options: OpenOptions): number {
    const {priority, label = ''} = options;
    if (this.#streams.isFull)
      throw new RangeError(`${this.#streamsMax} streams are open, which is the limit`);
    const labelBytes = new TextEncoder().encode(label);
    if (labelBytes.length > LABEL_BYTES_MAX)
      throw new RangeError(`a label has at most ${LABEL_BYTES_MAX} bytes of UTF-8`);
    const rank = PRIORITIES.indexOf(priority);
    const mode = reliableMode();
    applyMode(mode, options);
    const {send} = this.#streams.open(rank, mode);
    send.opening = {priority: rank, label: labelBytes};
    return send.id;
  }

  /**
   * Sends one message in the stream's present mode. Takes ownership of `data`: it must not be changed
   * afterwards. False: the stream takes no more messages (finished, reset, stopped by the peer, gone).
   *
   * @throws RangeError when `data` is longer than `messageBytesMax`
   */
  send(stream: number, data: Uint8Array, now: number): boolean {
    if (data.length > this.#messageBytesMax)
      throw new RangeError(
        `a message of ${data.length} bytes is longer than the limit of ${this.#messageBytesMax}`,
      );
    const send = this.#streams.get(stream)?.send;
    if (!send?.isOpen || this.#isClosed) return false;
    send.send(data, now);
    return true;
  }

  /** Least of 16 MiB and what half of a window can hold. */
  get messageBytesMax(): number {
    return this.#messageBytesMax;
  }

  /** For the messages sent from now on. @throws RangeError for options out of range */
  setMode(stream: number, mode: StreamMode): void {
    const pair = this.#streams.get(stream);
    if (pair) applyMode(pair.send.mode, mode);
  }

  /** Of what we send, what waits included. */
  setPriority(stream: number, priority: PriorityName): void {
    this.#streams.get(stream)?.send.setPriority(PRIORITIES.indexOf(priority));
  }

  /** No more messages will follow those sent. */
  finish(stream: number): void {
    this.#streams.get(stream)?.send.finish();
  }

  /** Gives up everything that has not arrived. */
  reset(stream: number, code: number): void {
    this.#streams.get(stream)?.send.reset(code);
  }

  /** Asks the peer to reset its side; what was not read is dropped. */
  stop(stream: number, code: number): void {
    this.#streams.get(stream)?.receive.stop(code);
  }

  /** The next message in the order of delivery. Reading gives the peer credit. */
  read(stream: number): Uint8Array | undefined {
    return this.#streams.get(stream)?.receive.read();
  }

  /**
   * Sends one unreliable message. Takes ownership of `data`.
   *
   * @throws RangeError when it does not fit into a packet, or for a lifetime that is none
   */
  datagram(data: Uint8Array, now: number, options: DatagramOptions = {}): void {
    if (!this.#isClosed) this.#datagrams.send(data, now, options);
  }

  readDatagram(): Uint8Array | undefined {
    return this.#datagrams.incoming.read();
  }

  /** Datagrams not sent or not read because too many waited. */
  get datagramsDropped(): number {
    return this.#datagrams.dropped;
  }

  /** Bytes of messages not yet acknowledged or given up. */
  bufferedBytes(stream: number): number {
    return this.#streams.get(stream)?.send.bufferedBytes ?? 0;
  }

  pollEvent(): StreamEvent | undefined {
    return this.#outbox.events.shift();
  }

  /** Streams that are not forgotten yet. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** Cost of what the peer makes us hold: never more than the connection's window. */
  get heldCost(): number {
    return this.#credit.held;
  }

  // For the transport.

  /** Usable bytes of a packet that carries nothing else. */
  get packetSpace(): number {
    return this.#outbox.packetSpace;
  }

  set packetSpace(bytes: number) {
    this.#outbox.packetSpace = bytes;
  }

  /** Copies of small messages on critical streams that do not say how many. */
  set criticalCopies(copies: number) {
    this.#outbox.criticalCopies = copies;
  }

  /** The highest class (an index in `PRIORITIES`) that wants to send now; `NO_CLASS`: none. */
  nextPriority(now: number): number {
    return this.#outbox.nextPriority(now);
  }

  /**
   * Writes frames of the classes up to `priorityMax`, the highest first, until nothing is left. Within
   * a class it stops at the first frame that does not fit.
   */
  fill(draft: PacketDraft, now: number, priorityMax: number): void {
    this.#outbox.fill(draft, now, priorityMax);
  }

  /** When `handleTimeout` wants to be called; Infinity: not at all. */
  pollTimeout(): number {
    return this.#outbox.timers.nextMs;
  }

  handleTimeout(now: number): void {
    this.#outbox.timers.run(now);
  }

  /** Bytes that wait for their first transmission. */
  queuedBytes(): number {
    return this.#outbox.queuedBytes;
  }

  /**
   * Takes a frame on which `reader` stands. `packet` belongs to us from now on; `transitUs` says how
   * long it travelled. Frames that are not about streams are none of ours.
   *
   * @throws ProtocolViolation when the peer broke the protocol: the connection has to be closed
   */
  onFrame(
    type: number,
    reader: FrameReader,
    packet: Uint8Array,
    now: number,
    transitUs: number,
  ): void {
    if (!this.#isClosed) this.#incoming.take(type, reader, packet, now, transitUs);
  }

  /** Lets go of everything. Nothing is sent or delivered afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#streams.clear();
    this.#datagrams.discard();
    this.#outbox.control.clear();
  }
}
