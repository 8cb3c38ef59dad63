import type {FrameWriter} from '../wire/frame-writer.js';
import {Fifo} from './fifo.js';
import type {PacketDraft, SentFrame} from './sent-frame.js';

/** What a control frame says, and what follows from it. */
export interface ControlBody {
  /** False: no room; nothing was written. */
  write(writer: FrameWriter): boolean;
  /** Nobody needs it any more. */
  isMoot?(): boolean;
  onWritten?(): void;
  onAcked?(): void;
}

/** A frame that is sent again until it has arrived or is cancelled. */
export class ControlFrame implements SentFrame {
  readonly #queue: Fifo<ControlFrame>;
  readonly body: ControlBody;
  isQueued = true;
  isDone = false;

  constructor(queue: Fifo<ControlFrame>, body: ControlBody) {
    this.#queue = queue;
    this.body = body;
    queue.push(this);
  }

  cancel(): void {
    this.isDone = true;
  }

  acked(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.body.onAcked?.();
  }

  lost(): void {
    if (this.isDone || this.isQueued) return;
    this.isQueued = true;
    this.#queue.push(this);
  }

  copy(): number {
    return 0;
  }
}

/** Control frames of all streams, first come first served. */
export class ControlQueue {
  readonly #frames = new Fifo<ControlFrame>();

  send(body: ControlBody): ControlFrame {
    return new ControlFrame(this.#frames, body);
  }

  wants(): boolean {
    for (let frame = this.#frames.peek(); frame; frame = this.#frames.peek()) {
      if (!frame.isDone && !frame.body.isMoot?.()) return true;
      frame.isDone = true;
      this.#frames.shift();
    }
    return false;
  }

  /** Writes until nothing is left or the next frame does not fit. */
  fill(draft: PacketDraft): void {
    while (this.wants()) {
      const frame = this.#frames.peek() as ControlFrame;
      if (!frame.body.write(draft.writer)) return;
      this.#frames.shift();
      frame.isQueued = false;
      draft.frames.push(frame);
      frame.body.onWritten?.();
    }
  }

  clear(): void {
    this.#frames.clear();
  }
}
