import type {MessageMode} from '../../../src/scenario/reliability/mode.js';
import {GoBackN, SEGMENT_BYTES_MAX} from './go-back-n.js';
import type {OpenOptions, StreamEvent, Subject} from './streams-api.js';

const RECORD = {open: 0, message: 1, end: 2, finish: 3, reset: 4, stop: 5, datagram: 6};
/** Kind, stream, and a number whose meaning depends on the kind. */
const HEADER_BYTES = 17;
const CHUNK_BYTES = SEGMENT_BYTES_MAX - HEADER_BYTES;

interface Incoming {
  chunks: Uint8Array[];
  messages: Uint8Array[];
  ends: boolean;
}

/**
 * Streams over one reliable, ordered sequence of segments: every mode is kept by doing too much, and
 * lifetimes by a clock that both ends share. What scenarios, applications and checkers are tried with.
 */
export class PlainTransport implements Subject {
  protected readonly events: StreamEvent[] = [];
  readonly #carrier = new GoBackN((segment, now) => this.#take(segment, now));
  readonly #modes = new Map<number, MessageMode>();
  readonly #incoming = new Map<number, Incoming>();
  readonly #datagrams: Uint8Array[] = [];
  #nextStream: number;

  constructor(isCaller: boolean) {
    this.#nextStream = isCaller ? 0 : 1;
  }

  open({priority, label = '', ordered, reliability}: OpenOptions): number {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    this.#modes.set(stream, {ordered, reliability});
    this.#write(RECORD.open, stream, priority, new TextEncoder().encode(label));
    return stream;
  }

  send(stream: number, data: Uint8Array, now: number): void {
    const {reliability} = this.#modes.get(stream) as MessageMode;
    const expires = reliability !== 'reliable' && 'lifetimeMs' in reliability;
    const untilMs = expires ? now + reliability.lifetimeMs : Number.POSITIVE_INFINITY;
    for (let at = 0; at + CHUNK_BYTES < data.length; at += CHUNK_BYTES) {
      this.#write(RECORD.message, stream, untilMs, data.subarray(at, at + CHUNK_BYTES));
    }
    const rest = Math.floor(Math.max(0, data.length - 1) / CHUNK_BYTES) * CHUNK_BYTES;
    this.#write(RECORD.end, stream, untilMs, data.subarray(rest));
  }

  setMode(stream: number, mode: Partial<MessageMode>): void {
    const known = this.#modes.get(stream) ?? {ordered: true, reliability: 'reliable'};
    this.#modes.set(stream, {...known, ...mode});
  }

  setPriority(): void {
    // Everything leaves in the order it came.
  }

  datagram(data: Uint8Array, now: number, {lifetimeMs}: {lifetimeMs?: number}): void {
    this.#write(RECORD.datagram, 0, now + (lifetimeMs ?? Number.POSITIVE_INFINITY), data);
  }

  finish(stream: number): void {
    this.#write(RECORD.finish, stream, 0);
  }

  reset(stream: number, code: number): void {
    this.#write(RECORD.reset, stream, code);
  }

  stop(stream: number, code: number): void {
    this.#write(RECORD.stop, stream, code);
  }

  read(stream: number): Uint8Array | undefined {
    const incoming = this.#incoming.get(stream);
    const message = incoming?.messages.shift();
    if (message !== undefined) this.#endIfRead(stream);
    return message;
  }

  readDatagram(): Uint8Array | undefined {
    return this.#datagrams.shift();
  }

  bufferedBytes(): number {
    return this.#carrier.unacked;
  }

  pollEvent(): StreamEvent | undefined {
    return this.events.shift();
  }

  handlePacket(bytes: Uint8Array, now: number): void {
    this.#carrier.handlePacket(bytes, now);
  }

  handleTimeout(now: number): void {
    this.#carrier.handleTimeout(now);
  }

  pollTransmit(now: number, target: Uint8Array): number {
    return this.#carrier.pollTransmit(now, target);
  }

  pollTimeout(): number {
    return this.#carrier.pollTimeout();
  }

  /** A whole message has come; variants of this class misbehave here. */
  protected arrived(_stream: number, messages: Uint8Array[], message: Uint8Array): void {
    messages.push(message);
  }

  #write(kind: number, stream: number, value: number, data: Uint8Array = new Uint8Array(0)): void {
    const record = new Uint8Array(HEADER_BYTES + data.length);
    const view = new DataView(record.buffer);
    view.setUint8(0, kind);
    view.setFloat64(1, stream);
    view.setFloat64(9, value);
    record.set(data, HEADER_BYTES);
    this.#carrier.send(record);
  }

  #take(segment: Uint8Array, now: number): void {
    const view = new DataView(segment.buffer, segment.byteOffset);
    const [stream, value] = [view.getFloat64(1), view.getFloat64(9)];
    const data = segment.subarray(HEADER_BYTES);
    switch (view.getUint8(0)) {
      case RECORD.open:
        this.#opened(stream, value, data);
        break;
      case RECORD.message:
        this.#of(stream).chunks.push(data);
        break;
      case RECORD.end:
        this.#message(stream, data, now <= value);
        break;
      case RECORD.finish:
        this.#of(stream).ends = true;
        this.#endIfRead(stream);
        break;
      case RECORD.reset:
        this.#of(stream).messages.length = 0;
        this.events.push({type: 'reset', stream, code: value});
        break;
      case RECORD.stop:
        this.events.push({type: 'stopped', stream, code: value});
        break;
      case RECORD.datagram:
        if (now > value) break;
        this.#datagrams.push(data);
        this.events.push({type: 'datagram'});
        break;
    }
  }

  #opened(stream: number, priority: number, label: Uint8Array): void {
    this.events.push({type: 'opened', stream, priority, label: new TextDecoder().decode(label)});
  }

  #message(stream: number, last: Uint8Array, isInTime: boolean): void {
    const {chunks, messages} = this.#of(stream);
    const message = Buffer.concat([...chunks, last]);
    chunks.length = 0;
    if (!isInTime) return;
    this.arrived(stream, messages, message);
    this.events.push({type: 'readable', stream});
  }

  #endIfRead(stream: number): void {
    const {ends, messages} = this.#of(stream);
    if (ends && messages.length === 0) this.events.push({type: 'finished', stream});
  }

  #of(stream: number): Incoming {
    let incoming = this.#incoming.get(stream);
    if (incoming === undefined) {
      incoming = {chunks: [], messages: [], ends: false};
      this.#incoming.set(stream, incoming);
    }
    return incoming;
  }
}
