import type {StreamEvent} from '../../../../src/core/streams/stream-event.js';
import type {Reliability} from '../../../../src/core/streams/stream-mode.js';

interface Sent {
  place: number;
  length: number;
  ordered: boolean;
  isReliable: boolean;
  deadlineMs: number;
  isDelivered: boolean;
}

/** The trivial reference of one direction of one stream: what was sent, and what came out of it. */
export class Contract {
  readonly #sent = new Map<number, Sent>();
  /** Place of the last ordered message delivered: nothing sent before it may follow. */
  #barrier = -1;
  isFinishing = false;
  isBroken = false;
  isEnded = false;

  sent(tag: number, length: number, ordered: boolean, reliability: Reliability, now: number): void {
    const lifetimeMs =
      typeof reliability === 'object' && 'lifetimeMs' in reliability
        ? reliability.lifetimeMs
        : Number.POSITIVE_INFINITY;
    this.#sent.set(tag, {
      place: this.#sent.size,
      length,
      ordered,
      isReliable: reliability === 'reliable',
      deadlineMs: now + lifetimeMs,
      isDelivered: false,
    });
  }

  /** `isEager`: it is read the moment it was offered. */
  delivered(data: Uint8Array, now: number, isEager: boolean): void {
    const tag = tagOf(data);
    const sent = this.#sent.get(tag);
    check(sent !== undefined, 'a message nobody sent');
    if (!sent) return;
    check(!sent.isDelivered, `message ${tag} twice`);
    sent.isDelivered = true;
    check(data.length === sent.length && isIntact(data, tag), `message ${tag} is not intact`);
    check(sent.place > this.#barrier, `message ${tag} after an ordered one that was sent later`);
    if (sent.ordered) this.#barrier = sent.place;
    if (isEager) check(now < sent.deadlineMs, `message ${tag} after its lifetime`);
    check(!this.isEnded, `message ${tag} after the end of its stream`);
  }

  event(event: StreamEvent): void {
    if (event.type !== 'finished' && event.type !== 'reset') return;
    check(!this.isEnded, 'a stream ended twice');
    this.isEnded = true;
    if (event.type === 'finished') {
      check(this.isFinishing, 'finished without being told to');
      if (!this.isBroken) this.complete();
    } else check(this.isBroken, 'reset without being told to');
  }

  /** Every reliable message must have arrived. */
  complete(): void {
    for (const [tag, sent] of this.#sent)
      check(!sent.isReliable || sent.isDelivered, `message ${tag} never arrived`);
  }
}

export function message(tag: number, length: number): Uint8Array {
  const data = new Uint8Array(length).fill(tag * 37);
  new DataView(data.buffer).setUint32(0, tag);
  return data;
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function tagOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset, data.length).getUint32(0);
}

function isIntact(data: Uint8Array, tag: number): boolean {
  const byte = (tag * 37) & 0xff;
  for (let index = 4; index < data.length; index++) if (data[index] !== byte) return false;
  return true;
}
