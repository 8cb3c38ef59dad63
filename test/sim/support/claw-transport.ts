import {Glide} from '../../../src/core/congestion/glide.js';
import {Transport} from '../../../src/core/connection/transport.js';
import {PRIORITIES, type PriorityName} from '../../../src/core/wire/frame-type.js';
import {Random} from '../../../src/lab/links/random.js';
import type {OpenOptions, StreamEvent, Subject} from './streams-api.js';
import type {Side} from './transport-scenario.js';

const INITIAL_RTT_MS = 100;
const MTU = {baseMtu: 1188, maxMtu: 1444};

/** The transport as the simulation drives it. */
export class ClawTransport implements Subject {
  readonly transport: Transport;
  #now = 0;

  constructor(side: Side, seed: number) {
    const random = new Random(seed, side);
    this.transport = new Transport({
      isCaller: side === 'one',
      controller: new Glide({
        packetBytes: MTU.maxMtu,
        initialRttMs: INITIAL_RTT_MS,
        random: () => random.next(),
      }),
      initialRttMs: INITIAL_RTT_MS,
      ...MTU,
    });
  }

  open({priority, ...options}: OpenOptions): number {
    return this.transport.streams.open({...options, priority: nameOf(priority)});
  }

  send(stream: number, data: Uint8Array, now: number): void {
    this.transport.streams.send(stream, data, now);
  }

  setMode(stream: number, mode: Parameters<Subject['setMode']>[1]): void {
    this.transport.streams.setMode(stream, mode);
  }

  setPriority(stream: number, priority: number): void {
    this.transport.streams.setPriority(stream, nameOf(priority));
  }

  datagram(
    data: Uint8Array,
    now: number,
    {priority, ...options}: Parameters<Subject['datagram']>[2],
  ): void {
    this.transport.streams.datagram(data, now, {...options, priority: nameOf(priority)});
  }

  finish(stream: number): void {
    this.transport.streams.finish(stream);
  }

  reset(stream: number, code: number): void {
    this.transport.streams.reset(stream, code);
  }

  stop(stream: number, code: number): void {
    this.transport.streams.stop(stream, code);
  }

  read(stream: number): Uint8Array | undefined {
    return this.transport.streams.read(stream);
  }

  readDatagram(): Uint8Array | undefined {
    return this.transport.streams.readDatagram();
  }

  bufferedBytes(stream: number): number {
    return this.transport.streams.bufferedBytes(stream);
  }

  pollEvent(): StreamEvent | undefined {
    for (;;) {
      const event = this.transport.pollEvent();
      if (event?.type === 'closed') throw new Error(`closed: ${event.reason}`);
      if (event?.type !== 'silent' && event?.type !== 'resumed') return event;
    }
  }

  handlePacket(bytes: Uint8Array, now: number): void {
    this.#now = now;
    this.transport.handlePacket(bytes, now);
  }

  handleTimeout(now: number): void {
    this.#now = now;
    this.transport.handleTimeout(now);
  }

  pollTransmit(now: number, target: Uint8Array): number {
    this.#now = now;
    return this.transport.pollTransmit(now, target);
  }

  pollTimeout(): number {
    return this.transport.pollTimeout(this.#now);
  }
}

function nameOf(priority: number): PriorityName {
  return PRIORITIES[priority] ?? 'bulk';
}
