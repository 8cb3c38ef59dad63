import {onTestFinished} from 'vitest';
import {ConnectionTransport} from '../../../../src/agent/streams/connection-transport.js';
import type {Stream} from '../../../../src/agent/streams/stream.js';
import type {PacketPipe} from '../../../../src/agent/streams/transport-driver.js';

const PACKET_BYTES_MAX = 1500;

/** One end, and everything it was told. */
export class WiredEnd {
  readonly transport: ConnectionTransport;
  readonly datagrams: Uint8Array[] = [];
  readonly violations: string[] = [];
  readonly #arrived: Stream[] = [];
  #waiting: ((stream: Stream) => void)[] = [];

  constructor(isCaller: boolean) {
    this.transport = new ConnectionTransport({
      isCaller,
      initialRttMs: () => 1,
      packetBytes: {base: 1188, max: 1444},
      onStream: (stream) => {
        const wake = this.#waiting.shift();
        if (wake) wake(stream);
        else this.#arrived.push(stream);
      },
      onDatagram: (data) => this.datagrams.push(data),
      onMoved: () => undefined,
      onViolation: (reason) => this.violations.push(reason),
    });
    onTestFinished(() => this.transport.end('the test is over'));
  }

  /** The next stream that the other end opens. */
  async stream(): Promise<Stream> {
    const stream = this.#arrived.shift();
    return stream ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Hands each packet to the other end in a turn of its own, as a network does. */
export function pipeTo(target: () => ConnectionTransport): PacketPipe & {
  packets: number;
  longest: number;
} {
  const buffer = new Uint8Array(PACKET_BYTES_MAX);
  return {
    buffer,
    packets: 0,
    longest: 0,
    renew() {
      // A wire counts nothing.
    },
    flush(length) {
      const packet = buffer.slice(0, length);
      this.packets += 1;
      this.longest = Math.max(this.longest, length);
      setImmediate(() => target().receive(packet, target().activePath));
      return true;
    },
  };
}

/** Two ends and the wires between them. */
export function wiredPair() {
  const caller = new WiredEnd(true);
  const callee = new WiredEnd(false);
  caller.transport.meet(callee.transport.incarnation);
  callee.transport.meet(caller.transport.incarnation);
  caller.transport.add({pipe: pipeTo(() => callee.transport), rank: 0});
  callee.transport.add({pipe: pipeTo(() => caller.transport), rank: 0});
  return {caller, callee};
}

/** Resolves in the turn in which `isTrue` is; looks once a turn. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
