import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import type {Endpoint} from '../../stun/message.js';
import {bindingRequest, Change, readBinding} from './stun-question.js';
import {sameEndpoint} from './targets.js';

interface Asked {
  name: string;
  /** An answer from anywhere else does not count: some servers ignore what they are asked. */
  from: Endpoint;
  atMs: number;
}

/** A UDP socket that asks STUN bindings and remembers what was answered, by the question's name. */
export class ProbeSocket {
  readonly #socket: Socket;
  readonly #asked = new Map<string, Asked>();
  readonly #lastAskedMs = new Map<string, number>();
  readonly #answers = new Map<string, {mapped: Endpoint; atMs: number}[]>();
  /** Longest round trip so far. */
  slowestMs = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A refused datagram is one that got no answer.
    socket.on('error', () => undefined);
    socket.on('message', (bytes, {address, port}) => this.#receive(bytes, {address, port}));
  }

  /** Rejects with the system's error when the address cannot be bound. */
  static async open(bindAddress?: string): Promise<ProbeSocket> {
    const socket = createSocket('udp4');
    socket.bind(0, bindAddress);
    await once(socket, 'listening');
    return new ProbeSocket(socket);
  }

  get local(): Endpoint {
    const {address, port} = this.#socket.address();
    return {address, port};
  }

  ask(name: string, question: {to: Endpoint; change: number; from: Endpoint}): void {
    const {id, bytes} = bindingRequest(question.change);
    this.#asked.set(id, {name, from: question.from, atMs: performance.now()});
    this.#socket.send(bytes, question.to.port, question.to.address, () => undefined);
  }

  /** Asks unless it was answered, or asked less than `againMs` ago. */
  askUntilAnswered(name: string, to: Endpoint, againMs: number): void {
    const nowMs = performance.now();
    const lastMs = this.#lastAskedMs.get(name) ?? Number.NEGATIVE_INFINITY;
    if (this.has(name) || nowMs - lastMs < againMs) return;
    this.#lastAskedMs.set(name, nowMs);
    this.ask(name, {to, change: Change.none, from: to});
  }

  has(name: string): boolean {
    return this.#answers.has(name);
  }

  mapped(name: string): Endpoint | undefined {
    return this.#answers.get(name)?.[0]?.mapped;
  }

  /** When the question had been answered `count` times, on the clock of `performance.now`. */
  answeredMs(name: string, count: number): number | undefined {
    return this.#answers.get(name)?.[count - 1]?.atMs;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(bytes: Buffer, from: Endpoint): void {
    const answer = readBinding(bytes);
    const asked = answer && this.#asked.get(answer.id);
    if (!asked || !sameEndpoint(asked.from, from)) return;
    this.#asked.delete(answer.id);
    const atMs = performance.now();
    this.slowestMs = Math.max(this.slowestMs, atMs - asked.atMs);
    const known = this.#answers.get(asked.name) ?? [];
    known.push({mapped: answer.mapped, atMs});
    this.#answers.set(asked.name, known);
  }
}
