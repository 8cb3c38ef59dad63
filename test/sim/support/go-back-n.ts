import type {Endpoint} from '../../../src/sim/endpoint.js';

/** Has an acknowledgement, a sequence number and a payload; an empty payload is only the first. */
const HEADER_BYTES = 8;
const WINDOW = 32;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 3000;

/** What a segment can carry, so that it fits in a packet. */
export const SEGMENT_BYTES_MAX = 1200;

/**
 * Segments, each once and in order, by the simplest means: a window of them, all sent again when the
 * first is not acknowledged in time. A protocol to try the simulation with.
 */
export class GoBackN implements Endpoint {
  readonly #onSegment: (segment: Uint8Array, now: number) => void;
  #unacked: Uint8Array[] = [];
  /** Sequence number of the first segment not acknowledged, and how many after it were sent. */
  #base = 0;
  #sent = 0;
  #expected = 0;
  #owesAck = false;
  #retryMs = RETRY_MS_MIN;
  #retryAtMs = Number.POSITIVE_INFINITY;

  constructor(onSegment: (segment: Uint8Array, now: number) => void) {
    this.#onSegment = onSegment;
  }

  /** Segments that were not acknowledged yet. */
  get unacked(): number {
    return this.#unacked.length;
  }

  send(segment: Uint8Array): void {
    this.#unacked.push(segment);
  }

  handlePacket(bytes: Uint8Array, now: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.#acknowledge(view.getUint32(0), now);
    if (bytes.length === HEADER_BYTES) return;
    this.#owesAck = true;
    if (view.getUint32(4) !== this.#expected) return;
    this.#expected++;
    this.#onSegment(bytes.subarray(HEADER_BYTES), now);
  }

  handleTimeout(now: number): void {
    if (now < this.#retryAtMs) return;
    this.#sent = 0;
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS_MAX);
    this.#retryAtMs = Number.POSITIVE_INFINITY;
  }

  pollTransmit(now: number, target: Uint8Array): number {
    const segment = this.#sent < WINDOW ? this.#unacked[this.#sent] : undefined;
    if (segment === undefined && !this.#owesAck) return 0;
    this.#owesAck = false;
    const view = new DataView(target.buffer, target.byteOffset);
    view.setUint32(0, this.#expected);
    view.setUint32(4, this.#base + this.#sent);
    if (segment === undefined) return HEADER_BYTES;
    target.set(segment, HEADER_BYTES);
    this.#sent++;
    if (this.#retryAtMs === Number.POSITIVE_INFINITY) this.#retryAtMs = now + this.#retryMs;
    return HEADER_BYTES + segment.length;
  }

  pollTimeout(): number {
    return this.#retryAtMs;
  }

  #acknowledge(next: number, now: number): void {
    const count = next - this.#base;
    if (count <= 0) return;
    this.#unacked.splice(0, count);
    this.#base = next;
    this.#sent = Math.max(0, this.#sent - count);
    this.#retryMs = RETRY_MS_MIN;
    this.#retryAtMs = this.#sent > 0 ? now + this.#retryMs : Number.POSITIVE_INFINITY;
  }
}
