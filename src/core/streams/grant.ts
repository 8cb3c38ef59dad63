import type {ControlBody, ControlFrame, ControlQueue} from './control-queue.js';

/** Credit for the peer. At most one frame of it waits, and says what is the newest when it is written. */
export class Grant {
  readonly #control: ControlQueue;
  readonly #body: ControlBody;
  #frame: ControlFrame | undefined;

  constructor(control: ControlQueue, body: ControlBody) {
    this.#control = control;
    this.#body = body;
  }

  /** There is more than before. */
  send(): void {
    const frame = this.#frame;
    if (frame?.isQueued && !frame.isDone) return;
    // A new frame: the arrival of the one under way says nothing of what there is now.
    frame?.cancel();
    this.#frame = this.#control.send(this.#body);
  }
}
