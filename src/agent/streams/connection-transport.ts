import {randomInt} from 'node:crypto';
import {Glide} from '../../core/congestion/glide.js';
import type {PathOptions} from '../../core/connection/path.js';
import type {Move} from '../../core/connection/paths.js';
import {Transport} from '../../core/connection/transport.js';
import {isViolation} from '../../core/connection/violation.js';
import type {PathQuality} from '../../core/paths/quality.js';
import type {Objective} from '../../core/paths/selector.js';
import type {PriorityName} from '../../core/wire/frame-type.js';
import {TRANSPORT_PACKET} from '../../core/wire/packet-header.js';
import {monotonicMs} from '../monotonic.js';
import {ConnectionStreams} from './connection-streams.js';
import type {Stream, StreamOptions} from './stream.js';
import type {PacketPipe} from './transport-driver.js';

const INCARNATION_MAX = 2 ** 32;
/** The transport's own first path, before there is any. */
const NO_PATH = 0;
const PATH_ID_MAX = 255;
/** What a relay adds to each packet (RFC 8656 section 12.4): a full one would travel in two fragments. */
const CHANNEL_DATA_BYTES = 4;
const LEFT = {code: 0, reason: 'the agent has left'};

export interface ConnectionTransportOptions {
  /** Exactly one side of a connection is: its streams have even numbers. */
  isCaller: boolean;
  initialRttMs(): number;
  /** Lengths of packets, in bytes: what every path carries, and what none exceeds. */
  packetBytes: {base: number; max: number};
  onStream(stream: Stream): void;
  onDatagram(data: Uint8Array): void;
  /** One end broke the protocol, and the other has said so: no path to it is worth keeping. */
  onViolation(reason: string): void;
  /** Another path is in use, by the ids that `add` returned. */
  onMoved(move: Move): void;
  /** What a path must keep to be used while another does; absent: see `Transport`. */
  objective?: Objective;
}

/** A way to the peer. */
export interface AgentPath {
  pipe: PacketPipe;
  /** 0: the best kind. */
  rank: number;
}

/**
 * The transport of a connection: made when it is first needed, kept over changes of path, and made
 * anew when the peer has started anew.
 */
export class ConnectionTransport {
  readonly #options: ConnectionTransportOptions;
  #streams: ConnectionStreams | undefined;
  readonly #paths = new Map<number, AgentPath>();
  #lastPath = NO_PATH;
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

  /** The two ends have heard each other, and neither has ended it since. */
  get hasMet(): boolean {
    return this.#remote !== undefined;
  }

  /** The peer's hello says which one it is. True when it is not the one that was met before. */
  meet(incarnation: number): boolean {
    const isAnew = this.#remote !== undefined && this.#remote !== incarnation;
    if (isAnew) this.#abandon('the peer has started anew');
    this.#remote = incarnation;
    return isAnew;
  }

  /** The connection may go this way too. Returns the path's id. */
  add(path: AgentPath): number {
    const streams = this.#need();
    do this.#lastPath = (this.#lastPath % PATH_ID_MAX) + 1;
    while (this.#paths.has(this.#lastPath));
    const id = this.#lastPath;
    this.#paths.set(id, path);
    streams.addPath(this.#pathOptions(id), path.pipe);
    return id;
  }

  /** It is gone: what was on its way there takes another one, or waits for one. */
  remove(id: number): void {
    if (this.#paths.delete(id)) this.#streams?.removePath(id);
  }

  /** The id of the path in use; undefined: there is none. */
  get activePath(): number | undefined {
    const id = this.#streams?.transport.path.id;
    return id !== undefined && this.#paths.has(id) ? id : undefined;
  }

  /** How good each path is; their ids are those that `add` returned. */
  get quality(): PathQuality[] {
    const known = this.#streams?.transport.quality(monotonicMs()) ?? [];
    return known.filter(({id}) => this.#paths.has(id));
  }

  /** `path`: the id of the path it came on; absent: it has none yet. */
  receive(packet: Uint8Array, path?: number): void {
    if (packet[0] === TRANSPORT_PACKET) this.#need().receive(packet, path);
  }

  /** No path is left or will come: this end forgets. */
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
    const {isCaller, onStream, onDatagram, onMoved, onViolation, objective} = this.#options;
    const transport = new Transport({
      ...this.#pathOptions(NO_PATH),
      ...{isCaller, random: unguessable},
      ...(objective ? {objective} : {}),
    });
    const streams = new ConnectionStreams(transport, {
      stream: onStream,
      datagram: onDatagram,
      moved: onMoved,
      closed: ({code, reason}) => {
        this.end(reason);
        if (isViolation(code)) onViolation(`protocol violation: ${reason}`);
      },
    });
    this.#streams = streams;
    for (const [id, {pipe}] of this.#paths) streams.addPath(this.#pathOptions(id), pipe);
    return streams;
  }

  #pathOptions(id: number): PathOptions {
    const initialRttMs = Math.max(1, this.#options.initialRttMs());
    const rank = this.#paths.get(id)?.rank ?? 0;
    const {base, max} = this.#options.packetBytes;
    const maxMtu = rank === 0 ? max : Math.max(base, max - CHANNEL_DATA_BYTES);
    const controller = new Glide({packetBytes: maxMtu, initialRttMs, random: Math.random});
    return {id, rank, controller, initialRttMs, baseMtu: base, maxMtu};
  }
}

/** 0 <= x < 1. A peer must not be able to tell which packet numbers will be left out. */
function unguessable(): number {
  return randomInt(INCARNATION_MAX) / INCARNATION_MAX;
}
