import assert from 'node:assert/strict';
import {Glide} from '../../../src/core/congestion/glide.js';
import {Transport} from '../../../src/core/connection/transport.js';
import {PRIORITIES, type PriorityName} from '../../../src/core/wire/frame-type.js';
import {Random} from '../../../src/lab/links/random.js';
import type {MessageMode} from '../../../src/scenario/reliability/mode.js';
import type {OpenOptions, StreamEvent, Subject} from './streams-api.js';
import type {Side} from './transport-scenario.js';

const INITIAL_RTT_MS = 100;
const BASE_MTU = 1100;
const MAX_MTU = 1400;

/** The transport of the core, as scenarios use one. That the connection ends is a failure. */
export class TransportSubject implements Subject {
  readonly transport: Transport;

  /** `seed`: of what controllers leave to chance. `paths`: how many there are. */
  constructor(side: Side, seed: number, paths = 1) {
    const skips = new Random(seed, `${side} skips`);
    const pathOf = (id: number) => {
      const random = new Random(seed, id === 0 ? side : `${side} ${id}`);
      const options = {packetBytes: MAX_MTU, initialRttMs: INITIAL_RTT_MS};
      const controller = new Glide({...options, random: () => random.next()});
      const sizes = {baseMtu: BASE_MTU, maxMtu: MAX_MTU};
      return {id, rank: id, controller, initialRttMs: INITIAL_RTT_MS, ...sizes};
    };
    const isCaller = side === 'one';
    this.transport = new Transport({...pathOf(0), isCaller, random: () => skips.next()});
    for (let id = 1; id < paths; id++) this.transport.addPath(pathOf(id));
  }

  handlePacket(bytes: Uint8Array, now: number, path?: number): void {
    this.transport.handlePacket(bytes, now, path);
  }

  handleTimeout(now: number): void {
    this.transport.handleTimeout(now);
  }

  pollTransmit(now: number, target: Uint8Array): number {
    return this.transport.pollTransmit(now, target);
  }

  pollTimeout(now: number): number {
    return this.transport.pollTimeout(now);
  }

  open({priority, ...options}: OpenOptions): number {
    return this.transport.streams.open({...options, priority: nameOf(priority)});
  }

  send(stream: number, data: Uint8Array, now: number): void {
    assert.ok(this.transport.streams.send(stream, data, now), `stream ${stream} takes no more`);
  }

  setMode(stream: number, mode: Partial<MessageMode>): void {
    this.transport.streams.setMode(stream, mode);
  }

  setPriority(stream: number, priority: number): void {
    this.transport.streams.setPriority(stream, nameOf(priority));
  }

  datagram(
    data: Uint8Array,
    now: number,
    {priority, ...options}: {priority: number; lifetimeMs?: number},
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
      if (event?.type === 'closed') assert.fail(`closed with ${event.code}: ${event.reason}`);
      if (event?.type === 'silent' || event?.type === 'resumed' || event?.type === 'moved')
        continue;
      if (event?.type !== 'forgotten') return event;
    }
  }
}

function nameOf(priority: number): PriorityName {
  return PRIORITIES[priority] as PriorityName;
}
