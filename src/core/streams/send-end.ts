import type {ControlFrame, ControlQueue} from './control-queue.js';

/** Told when a half of a stream may have become closed. */
export interface StreamOwner {
  onProgress(stream: number): void;
}

/** How the sending half of a stream ends: FINISH after all its messages, or RESET at once. */
export class SendEnd {
  /** No more messages are taken. */
  isFinishing = false;
  isReset = false;
  /** FINISH or RESET has been sent. */
  isSent = false;
  /** Everything that was to be told has arrived. */
  isClosed = false;
  readonly #owner: StreamOwner;
  readonly #control: ControlQueue;
  readonly #stream: number;
  #frame: ControlFrame | undefined;

  constructor(owner: StreamOwner, control: ControlQueue, stream: number) {
    this.#owner = owner;
    this.#control = control;
    this.#stream = stream;
  }

  /** FINISH is yet to be said. */
  get isFinishDue(): boolean {
    return this.isFinishing && !this.isReset && !this.#frame;
  }

  get isFinishAcked(): boolean {
    return this.#frame?.isDone === true;
  }

  /** All `messages` have been sent; `onAcked` says when the peer knows that these were all. */
  sayFinish(messages: number, onAcked: () => void): void {
    const stream = this.#stream;
    this.#frame = this.#control.send({
      write: (writer) => writer.finish(stream, messages),
      onWritten: () => this.#sent(),
      onAcked,
    });
  }

  /** `cost`: credit the stream has used. */
  sayReset(code: number, cost: number): void {
    this.isReset = true;
    this.#frame?.cancel();
    const stream = this.#stream;
    this.#control.send({
      write: (writer) => writer.resetStream(stream, code, cost),
      onWritten: () => this.#sent(),
      onAcked: () => this.close(),
    });
  }

  close(): void {
    this.isClosed = true;
    this.#owner.onProgress(this.#stream);
  }

  #sent(): void {
    this.isSent = true;
    this.#owner.onProgress(this.#stream);
  }
}
