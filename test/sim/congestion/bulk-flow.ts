import type {Controller} from '../../../src/core/congestion/controller.js';
import {Transport} from '../../../src/core/connection/transport.js';
import {ByteReader} from '../../../src/core/wire/byte-reader.js';
import {type PacketHeader, readPacketHeader} from '../../../src/core/wire/packet-header.js';
import type {Endpoint} from '../../../src/sim/endpoint.js';
import type {Arrivals} from './arrivals.js';

/** Packet sizes as the agent has them. */
const BASE_MTU = 1188;
export const MAX_MTU = 1444;
const BUFFERED_BYTES = 2_500_000;
const MESSAGE_BYTES = 16_384;

export interface FlowEnd {
  isCaller: boolean;
  controller: Controller;
  initialRttMs: number;
  random(): number;
}

/** A transport with the timers of Node, which are whole milliseconds. */
abstract class FlowEndpoint implements Endpoint {
  readonly transport: Transport;

  constructor(end: FlowEnd) {
    this.transport = new Transport({...end, baseMtu: BASE_MTU, maxMtu: MAX_MTU, random: () => 0.5});
  }

  handlePacket(bytes: Uint8Array, now: number): void {
    this.transport.handlePacket(bytes, now);
    this.hear();
  }

  handleTimeout(now: number): void {
    this.transport.handleTimeout(now);
    this.hear();
  }

  pollTransmit(now: number, target: Uint8Array): number {
    return this.transport.pollTransmit(now, target);
  }

  pollTimeout(now: number): number {
    return Math.ceil(this.transport.pollTimeout(now));
  }

  protected hear(): void {
    while (this.transport.pollEvent());
  }
}

/** Has always more to send, from `startMs` on. */
export class BulkSender extends FlowEndpoint {
  readonly #startMs: number;
  readonly #stream: number;
  readonly #message = new Uint8Array(MESSAGE_BYTES);

  constructor(end: FlowEnd, startMs: number) {
    super(end);
    this.#startMs = startMs;
    this.#stream = this.transport.streams.open({priority: 'bulk'});
  }

  override pollTransmit(now: number, target: Uint8Array): number {
    const {streams} = this.transport;
    if (now < this.#startMs) return 0;
    while (streams.bufferedBytes(this.#stream) < BUFFERED_BYTES) {
      streams.send(this.#stream, this.#message, now);
    }
    return super.pollTransmit(now, target);
  }

  override pollTimeout(now: number): number {
    return now < this.#startMs ? this.#startMs : super.pollTimeout(now);
  }
}

/** Reads at once, and notes when what arrived. */
export class BulkReceiver extends FlowEndpoint {
  readonly #arrivals: Arrivals;
  readonly #reader = new ByteReader();
  readonly #header: PacketHeader = {number: 0, sentAtUs: 0};

  constructor(end: FlowEnd, arrivals: Arrivals) {
    super(end);
    this.#arrivals = arrivals;
  }

  override handlePacket(bytes: Uint8Array, now: number): void {
    this.#reader.reset(bytes);
    readPacketHeader(this.#reader, this.#header);
    this.#arrivals.packet(now, bytes.length, now - this.#header.sentAtUs / 1000);
    super.handlePacket(bytes, now);
    for (let message = this.#read(); message; message = this.#read()) {
      this.#arrivals.message(now, message.length);
    }
  }

  /** The only stream is the first of the caller's. */
  #read(): Uint8Array | undefined {
    return this.transport.streams.read(0);
  }
}
