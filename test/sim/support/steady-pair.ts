import {Glide} from '../../../src/core/congestion/glide.js';
import type {PathOptions} from '../../../src/core/connection/path.js';
import {Transport} from '../../../src/core/connection/transport.js';
import type {TransportEvent} from '../../../src/core/connection/transport-contract.js';
import type {LinkModels} from '../../../src/lab/links/model.js';
import {Random} from '../../../src/lab/links/random.js';
import type {ManyPathEndpoint} from './paths-pair.js';
import {PathsPair} from './paths-pair.js';

const BASE_MTU = 1188;
const MAX_MTU = 1444;
const MESSAGE_BYTES = 200;
/** Of a stream that is never empty. */
const BULK_BYTES = 16_384;
const BULK_BUFFERED_BYTES = 1_000_000;

interface Ways {
  seed: number;
  /** Of each link, by its number. */
  initialRttMs: number[];
  /** The links after these have no path at first. */
  begin: number;
}

/** A transport with paths over links, and what it tells. */
export class ManyPaths implements ManyPathEndpoint {
  readonly transport: Transport;
  readonly events: {atMs: number; event: TransportEvent}[] = [];
  /** When the n-th message of the steady stream was read. */
  readonly arrivals: {id: number; atMs: number}[] = [];

  readonly #random: Random;
  readonly #initialRttMs: number[];

  constructor(isCaller: boolean, {seed, initialRttMs, begin}: Ways) {
    this.#random = new Random(seed, `side ${isCaller}`);
    this.#initialRttMs = initialRttMs;
    this.transport = new Transport({...this.#pathOf(0, 0), isCaller, random: this.#next});
    for (let link = 1; link < begin; link++) this.build(link, link);
  }

  /** There is a path over the link of that number. */
  build(link: number, rank: number): void {
    this.transport.addPath(this.#pathOf(link, rank));
  }

  #pathOf(id: number, rank: number): PathOptions {
    const initialRttMs = this.#initialRttMs[id] ?? 0;
    const random = this.#next;
    return {
      ...{id, rank, initialRttMs, baseMtu: BASE_MTU, maxMtu: MAX_MTU},
      controller: new Glide({packetBytes: MAX_MTU, initialRttMs, random}),
    };
  }

  readonly #next = () => this.#random.next();

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
      if (message.length !== MESSAGE_BYTES) continue;
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
  #bulk: number | undefined;
  #sent = 0;

  /**
   * @param options `begin`: the links in `paths` after so many have no path until `build`; `hasBulk`:
   * the first also sends as much as it can, less urgently
   */
  constructor(options: {
    seed: number;
    paths: readonly LinkModels[];
    begin?: number;
    hasBulk?: boolean;
  }) {
    const {seed, paths, begin = paths.length, hasBulk = false} = options;
    const initialRttMs = paths.map(({up, down}) => (up.delayMs ?? 0) + (down.delayMs ?? 0) + 10);
    this.one = new ManyPaths(true, {seed, initialRttMs, begin});
    this.two = new ManyPaths(false, {seed: seed + 1, initialRttMs, begin});
    this.pair = new PathsPair(this.one, this.two, {seed, paths, mtuBytes: 1500});
    const {streams} = this.one.transport;
    this.#stream = streams.open({priority: 'interactive'});
    if (hasBulk) this.#bulk = streams.open({priority: 'bulk'});
  }

  /** Sends a message every `everyMs` until `untilMs`. */
  run(untilMs: number, everyMs: number): void {
    while (this.pair.now < untilMs) {
      this.pair.act((now) => {
        const message = new Uint8Array(MESSAGE_BYTES);
        new DataView(message.buffer).setUint32(0, this.#sent);
        this.#sent += 1;
        this.one.transport.streams.send(this.#stream, message, now);
        this.#fillUp(now);
      });
      this.pair.drive(this.pair.now + everyMs);
    }
  }

  #fillUp(now: number): void {
    if (this.#bulk === undefined) return;
    const {streams} = this.one.transport;
    while (streams.bufferedBytes(this.#bulk) < BULK_BUFFERED_BYTES)
      streams.send(this.#bulk, new Uint8Array(BULK_BYTES), now);
  }

  /** Both ends lose the path over a link for good. */
  lose(link: number): void {
    this.pair.act((now) => {
      for (const {transport} of [this.one, this.two]) transport.removePath(now, link);
    });
  }

  /** Both ends get a path over a link. */
  build(link: number, rank: number): void {
    this.pair.act(() => {
      for (const end of [this.one, this.two]) end.build(link, rank);
    });
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
