import {type ModeFigures, ModeTally} from './figures.js';
import {MessageTable} from './message-table.js';
import {isOrdered, isReliable, type MessageMode, MODE_NAMES, modeIndex} from './mode.js';
import {type Violation, ViolationLog} from './violations.js';

/** A message as its sender's application handed it over. */
export interface SentMessage {
  /** Whatever tells the streams of one direction apart. */
  stream: number;
  /** Counts the messages sent on the stream in this direction, from 0, in their order. */
  id: number;
  mode: MessageMode;
  atMs: number;
  bytes: number;
  /** 32 bits that fingerprint the content. */
  hash: number;
}

/** A message as its receiver's application got it, on the sender's clock. */
export type DeliveredMessage = Omit<SentMessage, 'mode'>;

export interface ContractOptions {
  /**
   * How far past its lifetime a message may come. A receiver has to estimate how long a packet
   * travelled; this is the error granted to it. Infinity when the application reads late: what
   * waits to be read counts as delivered, and nobody saw when it began to wait.
   */
  lifetimeToleranceMs: number;
  /**
   * How long the receiver may have something outdated: from when the message after its newest one
   * was sent, until it gets a newer one. Absent: no limit, it is only measured.
   */
  staleMsMax?: number;
}

export interface ContractReport {
  /** Empty when every promise was kept. */
  violations: Violation[];
  /** Of the modes that were used. */
  figures: ModeFigures[];
  /** As it was asked for. */
  lifetimeToleranceMs: number;
}

interface Stream {
  messages: MessageTable;
  /** Highest message delivered, and highest ordered one; -1: none. */
  newest: number;
  newestOrdered: number;
  isReset: boolean;
}

/**
 * Compares what was delivered with what was sent and the modes' promises:
 * - reliable: delivered exactly once. Partially reliable: at most once, and not after its lifetime.
 * - ordered: not before any earlier message of its stream that is delivered at all.
 * - every message as it was sent.
 *
 * Records come one by one: each stream's in the order they happened, `sent` before `delivered`. It
 * holds 34 bytes for a message, 8 more when it raises the receiver's newest.
 */
export class ContractChecker {
  readonly #options: ContractOptions;
  readonly #streams = new Map<number, Stream>();
  readonly #tallies = MODE_NAMES.map(() => new ModeTally());
  readonly #log = new ViolationLog();
  #owed = 0;

  constructor(options: ContractOptions) {
    this.#options = options;
  }

  /** Reliable messages that have not come yet, of streams that were not reset. */
  get owed(): number {
    return this.#owed;
  }

  /** Throws RangeError when `id` is not the stream's next one. */
  sent({stream: key, id, mode, atMs, bytes, hash}: SentMessage): void {
    const stream = this.#stream(key);
    if (id !== stream.messages.count) {
      throw new RangeError(`stream ${key}: message ${id} follows ${stream.messages.count - 1}`);
    }
    const {reliability} = mode;
    const lifetimeMs =
      reliability !== 'reliable' && 'lifetimeMs' in reliability
        ? reliability.lifetimeMs
        : Number.POSITIVE_INFINITY;
    const index = modeIndex(mode);
    stream.messages.add({mode: index, atMs, lifetimeMs, bytes, hash: hash >>> 0});
    const tally = this.#tally(index);
    tally.sent++;
    tally.sentBytes += bytes;
    if (isReliable(index) && !stream.isReset) this.#owed++;
  }

  delivered(message: DeliveredMessage): void {
    const stream = this.#stream(message.stream);
    const {messages} = stream;
    const {id} = message;
    if (!(id >= 0 && id < messages.count)) {
      this.#log.note('unsent', message, () => `message ${id} was never sent`);
      return;
    }
    if (messages.isDelivered(id)) {
      this.#log.note('duplicate', message, () => `message ${id} came again at ${message.atMs} ms`);
      return;
    }
    messages.deliver(id);
    if (isReliable(messages.mode(id)) && !stream.isReset) this.#owed--;
    this.#checkContent(message, messages);
    this.#checkTime(message, messages);
    this.#checkPlace(message, stream);
  }

  /** The stream was reset or stopped: what has not come of it need not come. */
  reset(key: number): void {
    const stream = this.#stream(key);
    if (stream.isReset) return;
    stream.isReset = true;
    const {messages} = stream;
    for (let id = 0; id < messages.count; id++) if (isOwed(messages, id)) this.#owed--;
  }

  /** The verdict, once nothing more is to come. */
  finish(): ContractReport {
    for (const [stream, {messages, isReset}] of this.#streams) {
      if (isReset) continue;
      for (let id = 0; id < messages.count; id++) {
        if (!isOwed(messages, id)) continue;
        this.#log.note('missing', {stream, id}, () => {
          return `message ${id} of ${messages.bytes(id)} bytes, sent at ${messages.atMs(id)} ms, never came`;
        });
      }
    }
    const figures = this.#tallies.flatMap((tally, mode) =>
      tally.sent === 0 ? [] : [tally.figures(mode)],
    );
    const {lifetimeToleranceMs} = this.#options;
    return {violations: this.#log.all(), figures, lifetimeToleranceMs};
  }

  #checkContent(message: DeliveredMessage, messages: MessageTable): void {
    const {id, bytes, hash} = message;
    const tally = this.#tally(messages.mode(id));
    tally.delivered++;
    tally.deliveredBytes += bytes;
    if (bytes === messages.bytes(id) && hash >>> 0 === messages.hash(id)) return;
    this.#log.note('corrupt', message, () => {
      const sent = `${messages.bytes(id)} bytes with hash ${messages.hash(id)}`;
      return `message ${id} came with ${bytes} bytes and hash ${hash >>> 0}, was ${sent}`;
    });
  }

  #checkTime(message: DeliveredMessage, messages: MessageTable): void {
    const {id} = message;
    const latencyMs = message.atMs - messages.atMs(id);
    const lifetimeMs = messages.lifetimeMs(id);
    this.#tally(messages.mode(id)).latencyMs.add(latencyMs);
    if (latencyMs <= lifetimeMs + this.#options.lifetimeToleranceMs) return;
    this.#log.note('late', message, () => {
      return `message ${id} came after ${latencyMs} ms with a lifetime of ${lifetimeMs} ms`;
    });
  }

  #checkPlace(message: DeliveredMessage, stream: Stream): void {
    const {id} = message;
    const {messages, newestOrdered} = stream;
    if (id < newestOrdered) {
      this.#log.note('order', message, () => {
        return `message ${id} came after message ${newestOrdered}, which is ordered`;
      });
    }
    const tally = this.#tally(messages.mode(id));
    if (id < stream.newest) {
      tally.overtaken++;
      return;
    }
    const staleMs = message.atMs - messages.atMs(stream.newest + 1);
    tally.staleMs.add(staleMs);
    if (staleMs > (this.#options.staleMsMax ?? Number.POSITIVE_INFINITY)) {
      this.#log.note('stale', message, () => {
        return `message ${id} was the first news for ${staleMs} ms after message ${stream.newest}`;
      });
    }
    stream.newest = id;
    if (isOrdered(messages.mode(id))) stream.newestOrdered = id;
  }

  #stream(key: number): Stream {
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = {messages: new MessageTable(), newest: -1, newestOrdered: -1, isReset: false};
      this.#streams.set(key, stream);
    }
    return stream;
  }

  #tally(mode: number): ModeTally {
    return this.#tallies[mode] as ModeTally;
  }
}

function isOwed(messages: MessageTable, id: number): boolean {
  return isReliable(messages.mode(id)) && !messages.isDelivered(id);
}
