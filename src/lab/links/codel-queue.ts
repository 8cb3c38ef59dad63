import type {CodelControl} from './codel.js';
import {FRAMES_IN_FLIGHT_MAX, FULL_FRAME_BYTES} from './model.js';
import type {Pipe} from './pipe.js';

/** Marks a packet that was dropped where others have the time they leave. */
const DROPPED = Number.NaN;

/**
 * A queue whose packets learn their fate at its head, as CoDel needs, in the order they came. Times
 * are exact however late `advance` is called: it repeats what happened in the meantime. In fixed
 * memory, which is only taken when a packet comes.
 */
export class CodelQueue {
  #arrivedMs = new Float64Array(0);
  #sizeBytes = new Uint32Array(0);
  #extraMs = new Float64Array(0);
  #leavesMs = new Float64Array(0);
  /** Index of the oldest packet, how many there are from there on, and how many of them know. */
  #oldest = 0;
  #count = 0;
  #decided = 0;
  #waitingBytes = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes whose fate is open. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** When the fate of the oldest packet is known; infinity when there is none. */
  decisionMs(pipe: Pipe): number {
    if (this.#count === 0) return Number.POSITIVE_INFINITY;
    const arrivedMs = this.#arrivedMs[this.#oldest] as number;
    return this.#decided > 0 ? arrivedMs : pipe.startMs(arrivedMs, 0);
  }

  /** Returns false, and keeps nothing, when the queue is full. */
  push(nowMs: number, sizeBytes: number, extraMs: number): boolean {
    if (this.#arrivedMs.length === 0) this.#allocate();
    if (this.#count === FRAMES_IN_FLIGHT_MAX) return false;
    const index = this.#at(this.#count++);
    this.#arrivedMs[index] = nowMs;
    this.#sizeBytes[index] = sizeBytes;
    this.#extraMs[index] = extraMs;
    this.#waitingBytes += sizeBytes;
    return true;
  }

  /** Let everything happen that happens until `nowMs`. Without `control` nothing is dropped. */
  advance(nowMs: number, pipe: Pipe, control: CodelControl | undefined): void {
    while (this.#decided < this.#count) {
      const headMs = pipe.startMs(this.#arrivedMs[this.#at(this.#decided)] as number, 0);
      if (headMs > nowMs) return;
      this.#serve(headMs, pipe, control);
    }
  }

  /** Forget the oldest packet, whose fate is known: when it left the queue, or that it did not. */
  take(): {leavesMs: number | undefined; extraMs: number} {
    const leavesMs = this.#leavesMs[this.#oldest] as number;
    const extraMs = this.#extraMs[this.#oldest] as number;
    this.#oldest = this.#at(1);
    this.#count--;
    this.#decided--;
    return {leavesMs: Number.isNaN(leavesMs) ? undefined : leavesMs, extraMs};
  }

  /** The pipe is free at `atMs`: give it the first packet that is not dropped. */
  #serve(atMs: number, pipe: Pipe, control: CodelControl | undefined): void {
    while (this.#decided < this.#count) {
      const head = this.#at(this.#decided);
      const arrivedMs = this.#arrivedMs[head] as number;
      if (arrivedMs > atMs) return;
      const sizeBytes = this.#sizeBytes[head] as number;
      const drops = control?.drops(atMs, atMs - arrivedMs, this.#behindBytes(atMs)) ?? false;
      this.#leavesMs[head] = drops ? DROPPED : pipe.send(atMs, sizeBytes);
      this.#waitingBytes -= sizeBytes;
      this.#decided++;
      if (!drops) return;
    }
  }

  /** Bytes behind the head at `atMs`, counted no further than CoDel wants to know. */
  #behindBytes(atMs: number): number {
    let bytes = 0;
    for (let next = this.#decided + 1; next < this.#count; next++) {
      const index = this.#at(next);
      if ((this.#arrivedMs[index] as number) > atMs || bytes > FULL_FRAME_BYTES) break;
      bytes += this.#sizeBytes[index] as number;
    }
    return bytes;
  }

  #at(offset: number): number {
    return (this.#oldest + offset) % FRAMES_IN_FLIGHT_MAX;
  }

  #allocate(): void {
    this.#arrivedMs = new Float64Array(FRAMES_IN_FLIGHT_MAX);
    this.#sizeBytes = new Uint32Array(FRAMES_IN_FLIGHT_MAX);
    this.#extraMs = new Float64Array(FRAMES_IN_FLIGHT_MAX);
    this.#leavesMs = new Float64Array(FRAMES_IN_FLIGHT_MAX);
  }
}
