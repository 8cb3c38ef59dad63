import {ProtocolViolation, ViolationCode} from '../connection/violation.js';
import type {FrameReader} from '../wire/frame-reader.js';
import {FrameType, LABEL_BYTES_MAX, PRIORITIES, type PriorityName} from '../wire/frame-type.js';
import type {ControlFrame} from './control-queue.js';
import {ReceiveCredit, SendCredit} from './credit.js';
import {IncomingDatagrams} from './incoming-datagrams.js';
import {
  CONNECTION_CREDIT_INITIAL,
  MESSAGE_BYTES_MAX,
  MESSAGE_COST,
  STREAM_CREDIT_INITIAL,
  STREAMS_MAX,
} from './limits.js';
import {Outbox} from './outbox.js';
import {DATAGRAM_HEAD_BYTES, OutgoingDatagrams} from './outgoing-datagrams.js';
import {PeerIds} from './peer-ids.js';
import {type ConnectionCredit, ReceiveStream} from './receive-stream.js';
import {SendStream, type StreamOwner} from './send-stream.js';
import type {PacketDraft} from './sent-frame.js';
import type {StreamEvent} from './stream-event.js';
import {applyMode, reliableMode, type StreamMode} from './stream-mode.js';

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

export interface DatagramOptions {
  /** `interactive` where it is not given. */
  priority?: PriorityName;
  lifetimeMs?: number;
}

interface StreamPair {
  readonly send: SendStream;
  readonly receive: ReceiveStream;
  readonly isOwn: boolean;
  /** Counts against what the peer may have opened. */
  holdsRoom: boolean;
}

/**
 * All streams and datagrams of a connection: messages in, frames out, and the other way round. Sans-IO:
 * `now` is in milliseconds and never goes back. A transport fills packets from here, tells each frame
 * its fate, and hands over the frames that arrive.
 */
export class Streams implements StreamOwner, ConnectionCredit {
  readonly #outbox: Outbox;
  readonly #streams = new Map<number, StreamPair>();
  readonly #credit: ReceiveCredit;
  readonly #streamCredit: number;
  readonly #streamsMax: number;
  readonly #messageBytesMax: number;
  readonly #peerIds: PeerIds;
  readonly #ownParity: number;
  readonly #datagramsOut: OutgoingDatagrams[];
  readonly #datagramsIn: IncomingDatagrams;
  #nextId: number;
  #ownStreams = 0;
  #peerStreams = 0;
  #grant: ControlFrame | undefined;
  #isClosed = false;

  constructor(options: StreamsOptions) {
    const {
      initialStreamCredit = STREAM_CREDIT_INITIAL,
      initialConnectionCredit = CONNECTION_CREDIT_INITIAL,
      streamsMax = STREAMS_MAX,
    } = options;
    this.#outbox = new Outbox(new SendCredit(initialConnectionCredit));
    this.#credit = new ReceiveCredit(initialConnectionCredit);
    this.#streamCredit = initialStreamCredit;
    this.#streamsMax = streamsMax;
    // Credit comes in halves of a window: what is longer than that might wait for ever.
    const half = Math.floor(Math.min(initialStreamCredit, initialConnectionCredit) / 2);
    this.#messageBytesMax = Math.min(MESSAGE_BYTES_MAX, half - MESSAGE_COST);
    this.#ownParity = options.isCaller ? 0 : 1;
    this.#nextId = this.#ownParity;
    this.#peerIds = new PeerIds(1 - this.#ownParity);
    this.#datagramsOut = PRIORITIES.map((_, index) => new OutgoingDatagrams(this.#outbox, index));
    this.#datagramsIn = new IncomingDatagrams(this.#outbox.events);
  }

  // For the application.

  /**
   * Opens a stream and returns its id. The peer hears of it with the first message, FINISH or RESET.
   *
   * @throws RangeError for too many open streams, too long a label, or options out of range
   */
  open(options: OpenOptions): number {
    const {priority, label = ''} = options;
    if (this.#ownStreams >= this.#streamsMax)
      throw new RangeError(`${this.#streamsMax} streams are open, which is the limit`);
    const labelBytes = new TextEncoder().encode(label);
    if (labelBytes.length > LABEL_BYTES_MAX)
      throw new RangeError(`a label has at most ${LABEL_BYTES_MAX} bytes of UTF-8`);
    const id = this.#nextId;
    const rank = PRIORITIES.indexOf(priority);
    const pair = this.#create(id, rank, true);
    applyMode(pair.send.mode, options);
    pair.send.opening = {priority: rank, label: labelBytes};
    this.#streams.set(id, pair);
    this.#ownStreams += 1;
    this.#nextId += 2;
    return id;
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
    const {priority = 'interactive', lifetimeMs = Number.POSITIVE_INFINITY} = options;
    if (!(lifetimeMs > 0)) throw new RangeError(`lifetimeMs must be above 0, not ${lifetimeMs}`);
    const bytesMax = this.packetSpace - DATAGRAM_HEAD_BYTES;
    if (data.length > bytesMax)
      throw new RangeError(`a datagram has at most ${bytesMax} bytes on this connection now`);
    if (this.#isClosed) return;
    this.#datagramsOut[PRIORITIES.indexOf(priority)]?.send(data, now, lifetimeMs);
  }

  readDatagram(): Uint8Array | undefined {
    return this.#datagramsIn.read();
  }

  /** Datagrams not sent or not read because too many waited. */
  get datagramsDropped(): number {
    let dropped = this.#datagramsIn.dropped;
    for (const out of this.#datagramsOut) dropped += out.dropped;
    return dropped;
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

  /** The highest class (an index in `PRIORITIES`) that wants to send now; -1: none. */
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
    if (this.#isClosed) return;
    switch (type) {
      case FrameType.message:
        this.#onMessage(reader, packet, now, transitUs);
        break;
      case FrameType.datagram:
        this.#datagramsIn.onDatagram(reader, packet, transitUs);
        break;
      case FrameType.maxCredit:
        if (this.#outbox.credit.raise(reader.value)) this.#onCredit();
        break;
      case FrameType.maxStreamCredit:
        this.#find(reader.stream, false)?.send.raiseCredit(reader.value);
        break;
      case FrameType.skip:
        this.#find(reader.stream, true)?.receive.onSkip(reader.sequence, reader.value, now);
        break;
      case FrameType.finish:
        this.#find(reader.stream, true)?.receive.onFinish(reader.value);
        break;
      case FrameType.reset:
        this.#find(reader.stream, true)?.receive.onReset(reader.code, reader.value);
        break;
      case FrameType.stop:
        this.#onStop(reader);
        break;
      default:
    }
  }

  /** Lets go of everything. Nothing is sent or delivered afterwards. */
  close(): void {
    this.#isClosed = true;
    for (const {send, receive} of this.#streams.values()) {
      send.discard();
      receive.discard();
    }
    this.#streams.clear();
    for (const out of this.#datagramsOut) out.discard();
    this.#datagramsIn.discard();
    this.#outbox.control.clear();
  }

  // For the streams.

  charge(cost: number): void {
    this.#credit.charge(cost);
  }

  consume(cost: number): void {
    if (!this.#credit.consume(cost)) return;
    this.#grant?.cancel();
    const {limit} = this.#credit;
    this.#grant = this.#outbox.control.send({write: (writer) => writer.maxCredit(limit)});
  }

  onProgress(stream: number): void {
    const pair = this.#streams.get(stream);
    if (!pair) return;
    const {send, receive} = pair;
    // The peer forgets the stream, and opens another, once all this has arrived there.
    if (pair.holdsRoom && receive.isComplete && send.isCloseSent) {
      pair.holdsRoom = false;
      this.#peerStreams -= 1;
    }
    if (!send.isClosed || !receive.isClosed) return;
    this.#streams.delete(stream);
    if (pair.isOwn) this.#ownStreams -= 1;
  }

  #onMessage(reader: FrameReader, packet: Uint8Array, now: number, transitUs: number): void {
    const pair = this.#find(reader.stream, reader.priority >= 0);
    if (!pair) return;
    if (!pair.receive.isAnnounced) this.#announce(pair, reader, packet);
    pair.receive.onMessage(reader, packet, now, transitUs);
  }

  #announce({send, receive}: StreamPair, reader: FrameReader, packet: Uint8Array): void {
    // It is left out only once it has arrived.
    if (reader.priority < 0)
      throw new ProtocolViolation(ViolationCode.stream, 'the peer did not say what its stream is');
    const label = packet.subarray(reader.labelStart, reader.labelEnd);
    send.setPriority(reader.priority);
    receive.announce(reader.priority, new TextDecoder().decode(label));
  }

  #onStop({stream, code}: FrameReader): void {
    const pair = this.#find(stream, true);
    if (!pair || pair.send.isClosed || pair.send.isReset) return;
    pair.receive.announceUnknown();
    this.#outbox.events.push({type: 'stopped', stream, code});
    pair.send.reset(code);
  }

  #onCredit(): void {
    for (const {send} of this.#streams.values()) send.onCredit();
  }

  /** `undefined`: the stream is forgotten. @throws ProtocolViolation when there can be no such stream */
  #find(id: number, mayOpen: boolean): StreamPair | undefined {
    const known = this.#streams.get(id);
    if (known) return known;
    if (id % 2 === this.#ownParity) {
      if (id < this.#nextId) return undefined;
      throw new ProtocolViolation(ViolationCode.stream, 'the peer speaks of a stream never opened');
    }
    if (!this.#peerIds.isNews(id)) return undefined;
    if (!mayOpen)
      throw new ProtocolViolation(ViolationCode.stream, 'the peer uses a stream it did not open');
    this.#peerIds.see(id, this.#streamsMax - this.#peerStreams);
    const pair = this.#create(id, PRIORITIES.indexOf('interactive'), false);
    this.#streams.set(id, pair);
    this.#peerStreams += 1;
    return pair;
  }

  #create(id: number, priority: number, isOwn: boolean): StreamPair {
    const credit = this.#streamCredit;
    return {
      send: new SendStream(this, this.#outbox, id, priority, credit, reliableMode()),
      receive: new ReceiveStream(this, this.#outbox, this, id, credit, isOwn),
      isOwn,
      holdsRoom: !isOwn,
    };
  }
}
