import {Glide} from '../../../src/core/congestion/glide.js';
import {Transport} from '../../../src/core/connection/transport.js';
import type {TransportEvent} from '../../../src/core/connection/transport-contract.js';
import type {LinkModels} from '../../../src/lab/links/model.js';
import {Random} from '../../../src/lab/links/random.js';
import type {ManyPathEndpoint} from './paths-pair.js';
import {PathsPair} from './paths-pair.js';

const BASE_MTU = 1188;
const MAX_MTU = 1444;
const MESSAGE_BYTES = 200;

/** A transport with a path for each link, and what it tells. */
export class ManyPaths implements ManyPathEndpoint {
  readonly transport: Transport;
  readonly events: {atMs: number; event: TransportEvent}[] = [];
  /** When the n-th message of the peer was read. */
  readonly arrivals: {id: number; atMs: number}[] = [];

  constructor(isCaller: boolean, {seed, initialRttMs}: {seed: number; initialRttMs: number[]}) {
    const random = new Random(seed, `side ${isCaller}`);
    const next = () => random.next();
    const pathOf = (rttMs: number, id: number) => ({
      ...{id, rank: id, initialRttMs: rttMs, baseMtu: BASE_MTU, maxMtu: MAX_MTU},
      controller: new Glide({packetBytes: MAX_MTU, initialRttMs: rttMs, random: next}),
    });
    const [first, ...others] = initialRttMs.map(pathOf);
    if (!first) throw new Error('no path');
    this.transport = new Transport({...first, isCaller, random: next});
    for (const path of others) this.transport.addPath(path);
  }

  get transmitPath(): number {
    return this.transport.transmitPath;
  }

  handlePacket(bytes: Uint8Array, now: number, path: number): void {
    this.transport.handlePacket(bytes, now, path);
    this.#listen(now);
  }

  handleTimeout(now: number): void {
    this.transport.handleTimeout(now);
    this.#listen(now);
  }

  pollTransmit(now: number, target: Uint8Array): number {
    return this.transport.pollTransmit(now, target);
  }

  pollTimeout(now: number): number {
    return this.transport.pollTimeout(now);
  }

  #listen(now: number): void {
    for (let event = this.transport.pollEvent(); event; event = this.transport.pollEvent()) {
      this.events.push({atMs: now, event});
      if (event.type === 'readable') this.#read(event.stream, now);
    }
  }

  #read(stream: number, now: number): void {
    for (;;) {
      const message = this.transport.streams.read(stream);
      if (!message) return;
      this.arrivals.push({
        id: new DataView(message.buffer, message.byteOffset).getUint32(0),
        atMs: now,
      });
    }
  }
}

/** Two agents with several paths between them; the first sends messages at a steady pace. */
export class SteadyPair {
  readonly one: ManyPaths;
  readonly two: ManyPaths;
  readonly pair: PathsPair;
  #stream: number;
  #sent = 0;

  constructor({seed, paths}: {seed: number; paths: readonly LinkModels[]}) {
    const initialRttMs = paths.map(({up, down}) => (up.delayMs ?? 0) + (down.delayMs ?? 0) + 10);
    this.one = new ManyPaths(true, {seed, initialRttMs});
    this.two = new ManyPaths(false, {seed: seed + 1, initialRttMs});
    this.pair = new PathsPair(this.one, this.two, {seed, paths, mtuBytes: 1500});
    this.#stream = this.one.transport.streams.open({priority: 'interactive'});
  }

  /** Sends a message every `everyMs` until `untilMs`. */
  run(untilMs: number, everyMs: number): void {
    while (this.pair.now < untilMs) {
      this.pair.act((now) => {
        const message = new Uint8Array(MESSAGE_BYTES);
        new DataView(message.buffer).setUint32(0, this.#sent);
        this.#sent += 1;
        this.one.transport.streams.send(this.#stream, message, now);
      });
      this.pair.drive(this.pair.now + everyMs);
    }
  }

  get sent(): number {
    return this.#sent;
  }

  /** Longest time between two messages. */
  get gapMs(): number {
    const times = this.two.arrivals.map(({atMs}) => atMs);
    return Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] as number)));
  }
}
