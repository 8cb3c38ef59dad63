const MESSAGES_AT_FIRST = 16;

/** Everything of a message but the content. */
export interface MessageFacts {
  /** Index in `MODE_NAMES`. */
  mode: number;
  atMs: number;
  /** Infinity for none. */
  lifetimeMs: number;
  bytes: number;
  /** 32 bits. */
  hash: number;
}

/** The messages sent on a stream by their number, 26 bytes each. */
export class MessageTable {
  #mode = new Uint8Array(MESSAGES_AT_FIRST);
  #atMs = new Float64Array(MESSAGES_AT_FIRST);
  #lifetimeMs = new Float64Array(MESSAGES_AT_FIRST);
  #bytes = new Uint32Array(MESSAGES_AT_FIRST);
  #hash = new Uint32Array(MESSAGES_AT_FIRST);
  #delivered = new Uint8Array(MESSAGES_AT_FIRST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(facts: MessageFacts): void {
    if (this.#count === this.#mode.length) this.#grow();
    const id = this.#count++;
    this.#mode[id] = facts.mode;
    this.#atMs[id] = facts.atMs;
    this.#lifetimeMs[id] = facts.lifetimeMs;
    this.#bytes[id] = facts.bytes;
    this.#hash[id] = facts.hash;
  }

  mode(id: number): number {
    return this.#mode[id] as number;
  }

  /** When it was sent. */
  atMs(id: number): number {
    return this.#atMs[id] as number;
  }

  lifetimeMs(id: number): number {
    return this.#lifetimeMs[id] as number;
  }

  bytes(id: number): number {
    return this.#bytes[id] as number;
  }

  hash(id: number): number {
    return this.#hash[id] as number;
  }

  isDelivered(id: number): boolean {
    return this.#delivered[id] === 1;
  }

  deliver(id: number): void {
    this.#delivered[id] = 1;
  }

  #grow(): void {
    const capacity = 2 * this.#mode.length;
    this.#mode = enlarged(this.#mode, new Uint8Array(capacity));
    this.#atMs = enlarged(this.#atMs, new Float64Array(capacity));
    this.#lifetimeMs = enlarged(this.#lifetimeMs, new Float64Array(capacity));
    this.#bytes = enlarged(this.#bytes, new Uint32Array(capacity));
    this.#hash = enlarged(this.#hash, new Uint32Array(capacity));
    this.#delivered = enlarged(this.#delivered, new Uint8Array(capacity));
  }
}

function enlarged<Values extends {set(values: ArrayLike<number>): void}>(
  from: Values & ArrayLike<number>,
  to: Values,
): Values {
  to.set(from);
  return to;
}
