import type {StreamMode} from '../../core/streams/stream-mode.js';
import type {Streams} from '../../core/streams/streams.js';
import type {PriorityName} from '../../core/wire/frame-type.js';
import {ClawError, ExitCode} from '../../errors.js';
import {monotonicMs} from '../monotonic.js';

/** Half of a stream's window (docs/protocol.md). */
const LOW_WATER_BYTES = 2 * 1024 * 1024;

/** What a stream promises, how urgent it is, what it is for. */
export interface StreamOptions extends StreamMode {
  /** Default `interactive`. */
  priority?: PriorityName;
  /** Says to the peer what the stream is for; at most 128 bytes of UTF-8. */
  label?: string;
}

/** Thrown to who reads a stream that the peer has given up. */
export class StreamResetError extends ClawError {
  /** What the peer gave to `Stream.reset`. */
  readonly resetCode: number;

  constructor(resetCode: number) {
    super(`the peer has reset the stream (code ${resetCode})`, {
      code: 'STREAM_RESET',
      exitCode: ExitCode.failed,
      hint: 'What the code means is for the two applications to agree on; open another stream to go on.',
    });
    this.name = 'StreamResetError';
    this.resetCode = resetCode;
  }
}

/**
 * Messages both ways under one reliability mode and one priority. Each message arrives whole. Read
 * with `for await`, or with `read()` after `onReadable`.
 */
export class Stream {
  readonly id: number;
  readonly label: string;
  readonly priority: PriorityName;
  /** A message can be read, or the stream has ended. */
  onReadable: () => void = () => undefined;
  /** The peer wants no more messages; `send` takes none from now on. `code` is the peer's. */
  onStopped: (code: number) => void = () => undefined;
  /** Of the peer, once it has stopped this side. */
  stopCode: number | undefined;
  readonly #streams: Streams;
  readonly #poke: () => void;
  #drained: (() => void)[] = [];
  #waiting: (() => void) | undefined;
  #isFinished = false;
  #error: Error | undefined;

  constructor(
    streams: Streams,
    poke: () => void,
    facts: {id: number; label: string; priority: PriorityName},
  ) {
    this.#streams = streams;
    this.#poke = poke;
    this.id = facts.id;
    this.label = facts.label;
    this.priority = facts.priority;
  }

  /**
   * Queues one message of less than 2 MiB, which must not be changed afterwards; false when the stream
   * takes no more. Queues without limit: wait for `drained()` while `bufferedBytes` is more than you
   * can spare.
   *
   * @throws RangeError for a message that is too long
   */
  send(data: Uint8Array): boolean {
    const isTaken = this.#streams.send(this.id, data, monotonicMs());
    this.#poke();
    return isTaken;
  }

  /** Bytes of messages that have not arrived yet, nor been given up. */
  get bufferedBytes(): number {
    return this.#streams.bufferedBytes(this.id);
  }

  /** Resolves when no more than half of a window is buffered, or nothing is sent any more. */
  async drained(): Promise<void> {
    if (this.#error || this.bufferedBytes <= LOW_WATER_BYTES) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** For messages sent from now on. */
  setMode(mode: StreamMode): void {
    this.#streams.setMode(this.id, mode);
  }

  setPriority(priority: PriorityName): void {
    this.#streams.setPriority(this.id, priority);
  }

  /** No more messages from this side; those sent before still arrive. */
  finish(): void {
    this.#streams.finish(this.id);
    this.#poke();
  }

  /** Gives up everything not yet delivered and tells the peer `code`. */
  reset(code: number): void {
    this.#streams.reset(this.id, code);
    this.#wakeSenders();
    this.#poke();
  }

  /** Asks the peer to send nothing more. */
  stop(code: number): void {
    this.#streams.stop(this.id, code);
    this.#poke();
  }

  /** The next message; `undefined`: none is there now. */
  read(): Uint8Array | undefined {
    const message = this.#streams.read(this.id);
    // What was read makes room at the peer: it has to be told.
    if (message) this.#poke();
    return message;
  }

  /** The peer has finished, reset, or gone. */
  get hasEnded(): boolean {
    return this.#isFinished || this.#error !== undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const message = this.read();
      if (message) {
        yield message;
        continue;
      }
      if (this.#error) throw this.#error;
      if (this.#isFinished) return;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  /** @internal */
  tell(what: 'readable' | 'finished' | 'drained' | Error): void {
    if (what === 'finished') this.#isFinished = true;
    if (what instanceof Error) this.#error = what;
    if (what === 'drained' || what instanceof Error) this.#wakeSenders();
    if (what === 'drained') return;
    this.#waiting?.();
    this.#waiting = undefined;
    this.onReadable();
  }

  /** @internal */
  stopped(code: number): void {
    this.stopCode = code;
    this.#wakeSenders();
    this.onStopped(code);
  }

  #wakeSenders(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
