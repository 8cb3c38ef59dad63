import {WebSocket} from 'ws';
import type {Signal} from '../../core/signaling/signal.js';
import {monotonicMs} from '../monotonic.js';
import {ENVELOPE_BYTES_MAX, type FromSeed, parseFromSeed, type ToSeed} from './envelope.js';

export interface SeedListener {
  state(state: 'connected' | 'lost'): void;
  signal(from: string, signal: Signal): void;
  unreachable(to: string, attempt: string): void;
}

const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 2000;
const HANDSHAKE_MS_MAX = 5000;
/** A seed pings every 5 s; silence for longer than this means that it is gone. */
const SILENCE_MS_MAX = 12_000;
/** A seed that is gone keeps who leaves no longer than this. */
const CLOSE_MS_MAX = 1000;
const RTT_SAMPLES = 8;
const PING_MS_FIRST = 50;
const PING_MS = 5000;
/** A seed that is asked for a sign of life answers within this time, or is gone. */
const ANSWER_MS_MAX = 1000;
const QUEUE_MAX = 256;

/** Keeps a WebSocket to the seed: reconnects for ever, holds a bounded number of signals meanwhile. */
export class SeedClient {
  readonly #url: string;
  readonly #agent: string;
  readonly #listener: SeedListener;
  readonly #queue: string[] = [];
  #socket: WebSocket | undefined;
  #welcomed = false;
  /** Round trips to the seed, newest last. A busy moment inflates one, so the least of them counts. */
  #rttsMs: number[] = [];
  #pingAtMs = 0;
  #pinger: NodeJS.Timeout | undefined;
  #isAsked = false;
  #deadline: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MS_MIN;
  #timer: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: {url: string; agent: string; listener: SeedListener}) {
    this.#url = options.url;
    this.#agent = options.agent;
    this.#listener = options.listener;
    this.#connect();
  }

  /** Round trip to the seed in milliseconds; 0 before the first answer. */
  get rttMs(): number {
    return this.#rttsMs.length > 0 ? Math.min(...this.#rttsMs) : 0;
  }

  send(to: string, signal: Signal): void {
    const text = JSON.stringify({type: 'signal', to, signal} satisfies ToSeed);
    if (this.#welcomed) this.#socket?.send(text);
    else if (this.#queue.length < QUEUE_MAX) this.#queue.push(text);
  }

  /** Has the seed looked for anew unless it gives a sign of life within a second. */
  check(): void {
    if (!this.#welcomed || this.#deadline) return;
    if (!this.#isAsked) this.#ping();
    const socket = this.#socket;
    // After a busy moment, what has arrived meanwhile is read before it is missed.
    const end = () => this.#isAsked && socket?.terminate();
    this.#deadline = setTimeout(() => setImmediate(end), ANSWER_MS_MAX);
  }

  /** Leaves. What was said last arrives: the seed ends the connection, when it has read all. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopWatching();
    // Ended here at once, the seed may write to it in vain, and then reads no more of it either.
    const socket = this.#socket;
    socket?.close();
    const timer = setTimeout(() => socket?.terminate(), CLOSE_MS_MAX);
    socket?.on('close', () => clearTimeout(timer));
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: HANDSHAKE_MS_MAX,
      maxPayload: ENVELOPE_BYTES_MAX,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.#watch(socket);
      socket.send(JSON.stringify({type: 'hello', agent: this.#agent} satisfies ToSeed));
    });
    socket.on('ping', () => this.#watch(socket));
    socket.on('pong', () => this.#pong());
    socket.on('message', (bytes) => this.#receive(parseFromSeed(String(bytes))));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#lost());
  }

  #ping(): void {
    clearTimeout(this.#pinger);
    this.#isAsked = true;
    this.#pingAtMs = monotonicMs();
    this.#socket?.ping();
  }

  #pong(): void {
    this.#isAsked = false;
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#rttsMs.push(monotonicMs() - this.#pingAtMs);
    if (this.#rttsMs.length > RTT_SAMPLES) this.#rttsMs.shift();
    const waitMs = this.#rttsMs.length < RTT_SAMPLES ? PING_MS_FIRST : PING_MS;
    this.#pinger = setTimeout(() => this.#ping(), waitMs);
  }

  #watch(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => socket.terminate(), SILENCE_MS_MAX);
  }

  #receive(message: FromSeed | undefined): void {
    if (this.#closed) return;
    switch (message?.type) {
      case 'welcome':
        this.#welcomed = true;
        this.#ping();
        this.#retryMs = RETRY_MS_MIN;
        for (const text of this.#queue.splice(0)) this.#socket?.send(text);
        this.#listener.state('connected');
        break;
      case 'signal':
        this.#listener.signal(message.from, message.signal);
        break;
      case 'unreachable':
        this.#listener.unreachable(message.to, message.attempt);
        break;
      default:
        break;
    }
  }

  #stopWatching(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#pinger);
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }

  #lost(): void {
    this.#stopWatching();
    if (this.#closed) return;
    const wasConnected = this.#welcomed;
    this.#welcomed = false;
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    if (wasConnected) this.#listener.state('lost');
  }
}
