import {ProtocolViolation, ViolationCode} from '../connection/violation.js';
import {PRIORITIES} from '../wire/frame-type.js';
import type {ConnectionCredit} from './connection-credit.js';
import type {Outbox} from './outbox.js';
import {PeerIds} from './peer-ids.js';
import {ReceiveStream} from './receive-stream.js';
import type {StreamOwner} from './send-end.js';
import {SendStream} from './send-stream.js';
import {reliableMode, type SendMode} from './stream-mode.js';

export interface StreamPair {
  readonly send: SendStream;
  readonly receive: ReceiveStream;
  readonly isOwn: boolean;
  /** Counts against what the peer may have opened. */
  holdsRoom: boolean;
}

export interface StreamTableOptions {
  isCaller: boolean;
  /** Of each stream and direction. */
  streamCredit: number;
  streamsMax: number;
}

/**
 * For each stream that the peer may have open so many that it has ended and of whose end it has not
 * said that it knows: an honest one says so within a round trip.
 */
const KEPT_PER_OPEN = 8;

/** The streams of a connection that are not forgotten: who opened them, and how many there may be. */
export class StreamTable implements StreamOwner {
  readonly #outbox: Outbox;
  readonly #credit: ConnectionCredit;
  readonly #options: StreamTableOptions;
  readonly #streams = new Map<number, StreamPair>();
  readonly #peerIds: PeerIds;
  readonly #ownParity: number;
  #nextId: number;
  #ownStreams = 0;
  #peerStreams = 0;

  constructor(outbox: Outbox, credit: ConnectionCredit, options: StreamTableOptions) {
    this.#outbox = outbox;
    this.#credit = credit;
    this.#options = options;
    this.#ownParity = options.isCaller ? 0 : 1;
    this.#nextId = this.#ownParity;
    this.#peerIds = new PeerIds(1 - this.#ownParity);
  }

  get size(): number {
    return this.#streams.size;
  }

  get(id: number): StreamPair | undefined {
    return this.#streams.get(id);
  }

  /** Another stream of our own would be too many for the peer. */
  get isFull(): boolean {
    return this.#ownStreams >= this.#options.streamsMax;
  }

  /** Opens a stream of our own. The table is not full. */
  open(priority: number, mode: SendMode): StreamPair {
    const id = this.#nextId;
    this.#nextId += 2;
    this.#ownStreams += 1;
    return this.#add(id, priority, mode, true);
  }

  /**
   * The stream that a frame of the peer is about; the first one may open it. `undefined`: it is
   * forgotten.
   *
   * @throws ProtocolViolation when there can be no such stream
   */
  find(id: number, mayOpen: boolean): StreamPair | undefined {
    const known = this.#streams.get(id);
    if (known) return known;
    if (id % 2 === this.#ownParity) {
      if (id < this.#nextId) return undefined;
      throw new ProtocolViolation(ViolationCode.stream, 'the peer speaks of a stream never opened');
    }
    if (!this.#peerIds.isNews(id)) return undefined;
    if (!mayOpen)
      throw new ProtocolViolation(ViolationCode.stream, 'the peer uses a stream it did not open');
    if (this.#streams.size - this.#ownStreams >= KEPT_PER_OPEN * this.#options.streamsMax)
      throw new ProtocolViolation(ViolationCode.stream, 'the peer ends streams without an end');
    this.#peerIds.see(id, this.#options.streamsMax - this.#peerStreams);
    this.#peerStreams += 1;
    return this.#add(id, PRIORITIES.indexOf('interactive'), reliableMode(), false);
  }

  onProgress(stream: number): void {
    const pair = this.#streams.get(stream);
    if (!pair) return;
    const {send, receive} = pair;
    // The peer forgets the stream, and opens another, once all this has arrived there.
    if (pair.holdsRoom && receive.isComplete && send.end.isSent) {
      pair.holdsRoom = false;
      this.#peerStreams -= 1;
    }
    if (!send.end.isClosed || !receive.isClosed) return;
    this.#streams.delete(stream);
    this.#outbox.events.push({type: 'forgotten', stream});
    if (pair.isOwn) this.#ownStreams -= 1;
  }

  /** Lets go of everything. */
  clear(): void {
    for (const {send, receive} of this.#streams.values()) {
      send.discard();
      receive.discard();
    }
    this.#streams.clear();
  }

  #add(id: number, priority: number, mode: SendMode, isOwn: boolean): StreamPair {
    const {streamCredit} = this.#options;
    const pair = {
      send: new SendStream(this, this.#outbox, id, priority, streamCredit, mode),
      receive: new ReceiveStream(this, this.#outbox, this.#credit, id, streamCredit, isOwn),
      isOwn,
      holdsRoom: !isOwn,
    };
    this.#streams.set(id, pair);
    return pair;
  }
}
