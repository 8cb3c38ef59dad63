import {randomInt} from 'node:crypto';
import {Glide} from '../../core/congestion/glide.js';
import {Transport} from '../../core/connection/transport.js';
import {isViolation} from '../../core/connection/violation.js';
import type {PriorityName} from '../../core/wire/frame-type.js';
import {TRANSPORT_PACKET} from '../../core/wire/packet-header.js';
import {ConnectionStreams} from './connection-streams.js';
import type {Stream, StreamOptions} from './stream.js';
import type {PacketPipe} from './transport-driver.js';

const INCARNATION_MAX = 2 ** 32;
const LEFT = {code: 0, reason: 'the agent has left'};

export interface ConnectionTransportOptions {
  /** Exactly one side of a connection is: its streams have even numbers. */
  isCaller: boolean;
  initialRttMs(): number;
  /** Lengths of packets, in bytes: what every path carries, and what none exceeds. */
  packetBytes: {base: number; max: number};
  onStream(stream: Stream): void;
  onDatagram(data: Uint8Array): void;
  onSilent(isSilent: boolean): void;
  /** One end broke the protocol, and the other has said so: no path to it is worth keeping. */
  onViolation(reason: string): void;
}

/**
 * The transport of a connection: made when it is first needed, kept over changes of path, and made
 * anew when the peer has started anew.
 */
export class ConnectionTransport {
  readonly #options: ConnectionTransportOptions;
  #streams: ConnectionStreams | undefined;
  #pipe: PacketPipe | undefined;
  #remote: number | undefined;
  /** Tells the peer whether this end still knows what they have said to each other. */
  incarnation = randomInt(INCARNATION_MAX);

  constructor(options: ConnectionTransportOptions) {
    this.#options = options;
  }

  get stats(): Transport['stats'] | undefined {
    return this.#streams?.transport.stats;
  }

  get transport(): Transport | undefined {
    return this.#streams?.transport;
  }

  /** Streams that are not forgotten: those that have ended on both sides are. */
  get openStreams(): number {
    return this.#streams?.size ?? 0;
  }

  openStream(options?: StreamOptions): Stream {
    return this.#need().openStream(options);
  }

  sendDatagram(data: Uint8Array, options?: {priority?: PriorityName; lifetimeMs?: number}): void {
    this.#need().sendDatagram(data, options);
  }

  /** The peer's hello says which one it is. */
  meet(incarnation: number): void {
    if (this.#remote !== undefined && this.#remote !== incarnation)
      this.#abandon('the peer has started anew');
    this.#remote = incarnation;
  }

  /** Packets leave through `pipe` from now on; without one they wait. */
  attach(pipe: PacketPipe | undefined): void {
    if (pipe === this.#pipe) return;
    this.#pipe = pipe;
    this.#streams?.attach(pipe);
  }

  receive(packet: Uint8Array): void {
    if (packet[0] === TRANSPORT_PACKET) this.#need().receive(packet);
  }

  /** Every path is gone: this end forgets. */
  end(reason: string): void {
    this.#abandon(reason);
    this.#remote = undefined;
    this.incarnation = randomInt(INCARNATION_MAX);
  }

  /** Tells the peer that this end is about to go. */
  leave(): void {
    this.#streams?.close(LEFT.code, LEFT.reason);
  }

  #abandon(reason: string): void {
    this.#streams?.abandon(reason);
    this.#streams = undefined;
  }

  #need(): ConnectionStreams {
    if (this.#streams) return this.#streams;
    const {isCaller, initialRttMs, packetBytes, onStream, onDatagram, onSilent, onViolation} =
      this.#options;
    const rttMs = Math.max(1, initialRttMs());
    const controller = new Glide({
      packetBytes: packetBytes.max,
      initialRttMs: rttMs,
      random: Math.random,
    });
    const transport = new Transport({
      ...{isCaller, controller, initialRttMs: rttMs},
      ...{baseMtu: packetBytes.base, maxMtu: packetBytes.max, random: unguessable},
    });
    const streams = new ConnectionStreams(transport, {
      stream: onStream,
      datagram: onDatagram,
      silent: onSilent,
      closed: ({code, reason}) => {
        this.end(reason);
        if (isViolation(code)) onViolation(`protocol violation: ${reason}`);
      },
    });
    this.#streams = streams;
    streams.attach(this.#pipe);
    return streams;
  }
}

/** 0 <= x < 1. A peer must not be able to tell which packet numbers will be left out. */
function unguessable(): number {
  return randomInt(INCARNATION_MAX) / INCARNATION_MAX;
}
