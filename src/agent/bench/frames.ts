const LENGTH_BYTES = 4;

/** Prefixes a message with its length, for pipes that carry bytes. */
export function lengthPrefix(message: Buffer): Buffer {
  const prefix = Buffer.allocUnsafe(LENGTH_BYTES);
  prefix.writeUInt32BE(message.length);
  return prefix;
}

/** Puts messages together again. */
export class FrameReader {
  readonly #onMessage: (message: Buffer) => void;
  readonly #prefix = Buffer.alloc(LENGTH_BYTES);
  #prefixBytes = 0;
  #message: Buffer | undefined;
  #messageBytes = 0;

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at += this.#message ? this.#fill(chunk, at) : this.#begin(chunk, at);
  }

  #begin(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#prefix, this.#prefixBytes, at);
    this.#prefixBytes += taken;
    if (this.#prefixBytes === LENGTH_BYTES) {
      this.#message = Buffer.allocUnsafe(this.#prefix.readUInt32BE());
      this.#messageBytes = 0;
      this.#prefixBytes = 0;
    }
    return taken;
  }

  #fill(chunk: Buffer, at: number): number {
    const message = this.#message ?? Buffer.alloc(0);
    const taken = chunk.copy(message, this.#messageBytes, at);
    this.#messageBytes += taken;
    if (this.#messageBytes === message.length) {
      this.#message = undefined;
      this.#onMessage(message);
    }
    return taken;
  }
}
