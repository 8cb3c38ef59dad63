import type {Controller} from '../../../../src/core/congestion/controller.js';
import {Fixed} from '../../../../src/core/congestion/fixed.js';
import {Transport} from '../../../../src/core/connection/transport.js';
import {ByteReader} from '../../../../src/core/wire/byte-reader.js';
import {END, FrameReader} from '../../../../src/core/wire/frame-reader.js';
import {FrameType} from '../../../../src/core/wire/frame-type.js';
import type {FrameWriter} from '../../../../src/core/wire/frame-writer.js';
import {readPacketHeader} from '../../../../src/core/wire/packet-header.js';
import {ack, MTU, packet} from './raw-packet.js';

/** Every answer takes this long. The first probe timeout of a path is then 125 ms. */
export const RTT_MS = 40;

type Write = (writer: FrameWriter) => void;

const NAMES = new Map(Object.entries(FrameType).map(([name, type]) => [type as number, name]));

export interface ScriptedPeerOptions {
  paths?: number;
  controller?: () => Controller;
}

/**
 * A transport on a clock of the test. Its peer answers each packet and PATH_PING on the path it came on,
 * unless the path is silent. The log has every packet and every move, with the time in milliseconds.
 */
export class ScriptedPeer {
  readonly transport: Transport;
  readonly silent = new Set<number>();
  now = 0;
  readonly #log: {atMs: number; text: string}[] = [];
  readonly #answers: {atMs: number; path: number; write: Write}[] = [];
  /** Of the messages sent. */
  readonly stream: number;
  #heard = 0;

  constructor({
    paths = 2,
    controller = () => new Fixed({rateMbps: 1000}),
  }: ScriptedPeerOptions = {}) {
    const pathOf = (id: number) => ({
      ...{id, rank: id, initialRttMs: RTT_MS, baseMtu: MTU, maxMtu: MTU},
      controller: controller(),
    });
    this.transport = new Transport({...pathOf(0), isCaller: true, random: () => 0.5});
    for (let id = 1; id < paths; id++) this.transport.addPath(pathOf(id));
    this.stream = this.transport.streams.open({priority: 'interactive'});
  }

  /** The application sends a message at `atMs`. */
  send(atMs: number, bytes = 200): void {
    this.run(atMs);
    this.transport.streams.send(this.stream, new Uint8Array(bytes), this.now);
    this.#drain();
  }

  /** The transport is told something, or a packet of the peer comes. */
  act(does: (transport: Transport) => void): void {
    does(this.transport);
    this.#drain();
  }

  hear(path: number, write: Write): void {
    const bytes = packet(this.#heard++, write);
    this.act((transport) => transport.handlePacket(bytes, this.now, path));
  }

  run(untilMs: number): void {
    this.#drain();
    for (;;) {
      const [answer] = this.#answers;
      const next = Math.min(answer?.atMs ?? Infinity, this.transport.pollTimeout(this.now));
      if (next > untilMs) break;
      this.now = Math.max(this.now, next);
      if (answer && answer.atMs <= this.now) {
        this.#answers.shift();
        this.hear(answer.path, answer.write);
      } else this.act((transport) => transport.handleTimeout(this.now));
    }
    this.now = untilMs;
  }

  /** What happened after `fromMs`. */
  since(fromMs: number): string[] {
    return this.#log.filter(({atMs}) => atMs > fromMs).map(({atMs, text}) => `${atMs} ${text}`);
  }

  #drain(): void {
    const target = new Uint8Array(MTU);
    for (;;) {
      const length = this.transport.pollTransmit(this.now, target);
      if (length === 0) break;
      this.#takePacket(target.subarray(0, length), this.transport.transmitPath);
    }
    for (let event = this.transport.pollEvent(); event; event = this.transport.pollEvent()) {
      if (event.type === 'moved') this.#tell(`moved ${event.from} to ${event.to}: ${event.reason}`);
      if (event.type === 'silent' || event.type === 'resumed') this.#tell(event.type);
    }
  }

  #takePacket(bytes: Uint8Array, path: number): void {
    const header = {number: 0, sentAtUs: 0};
    const start = new ByteReader();
    start.reset(bytes);
    readPacketHeader(start, header);
    const reader = new FrameReader();
    const frames: string[] = [];
    let wantsAck = false;
    reader.begin(bytes, start.offset);
    for (let type = reader.next(); type !== END; type = reader.next()) {
      const {value, sequence} = reader;
      frames.push(`${NAMES.get(type)}${type === FrameType.message ? ` ${sequence}` : ''}`);
      if (type === FrameType.pathPing) this.#answer(path, (writer) => writer.pathPong(value));
      else if (type !== FrameType.pathPong) wantsAck = true;
    }
    if (wantsAck) this.#answer(path, ack(header.number, header.number));
    this.#tell(`path ${path}: ${frames.join(', ')}`);
  }

  #answer(path: number, write: Write): void {
    if (!this.silent.has(path)) this.#answers.push({atMs: this.now + RTT_MS, path, write});
  }

  #tell(text: string): void {
    this.#log.push({atMs: this.now, text});
  }
}
