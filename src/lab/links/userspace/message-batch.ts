import {addressOf} from './libc.js';

/**
 * An array of `struct mmsghdr` with one `struct iovec` each, laid out by hand in one buffer as
 * recvmmsg(2) and sendmmsg(2) want it on 64-bit Linux (little endian). Filling an entry is a few
 * integer stores.
 */
export class MessageBatch {
  readonly size: number;
  /** Address of the first `mmsghdr`. */
  readonly address: number;
  readonly #words: Uint32Array;
  readonly #firstVector: number;

  constructor(size: number) {
    const buffer = new ArrayBuffer(size * (MMSGHDR_BYTES + IOVEC_BYTES));
    this.size = size;
    this.address = addressOf(buffer);
    this.#words = new Uint32Array(buffer);
    this.#firstVector = (size * MMSGHDR_BYTES) / 4;
    for (let index = 0; index < size; index++) {
      const header = (index * MMSGHDR_BYTES) / 4;
      const vectorAddress = this.address + size * MMSGHDR_BYTES + index * IOVEC_BYTES;
      this.#storePointer(header + MSG_IOV_WORD, vectorAddress);
      this.#words[header + MSG_IOVLEN_WORD] = 1;
    }
  }

  /** Address of entry `index`, to hand over the rest of a batch. */
  addressOfEntry(index: number): number {
    return this.address + index * MMSGHDR_BYTES;
  }

  /** Let entry `index` read from or write to `bytes` bytes at `address`. */
  point(index: number, address: number, bytes: number): void {
    const vector = this.#firstVector + (index * IOVEC_BYTES) / 4;
    this.#storePointer(vector, address);
    this.#words[vector + IOV_LEN_WORD] = bytes;
  }

  /** Bytes received into entry `index`. */
  receivedBytes(index: number): number {
    return this.#words[(index * MMSGHDR_BYTES) / 4 + MSG_LEN_WORD] as number;
  }

  /** Whether the message was longer than the memory of entry `index`. */
  wasTruncated(index: number): boolean {
    const flags = this.#words[(index * MMSGHDR_BYTES) / 4 + MSG_FLAGS_WORD] as number;
    return (flags & MSG_TRUNC) !== 0;
  }

  #storePointer(word: number, address: number): void {
    this.#words[word] = address;
    this.#words[word + 1] = address / 2 ** 32;
  }
}

/** Sizes in bytes and offsets in 32-bit words of the members used; the rest stays zero. */
const MMSGHDR_BYTES = 64;
const MSG_IOV_WORD = 4;
const MSG_IOVLEN_WORD = 6;
const MSG_FLAGS_WORD = 12;
const MSG_LEN_WORD = 14;
const IOVEC_BYTES = 16;
const IOV_LEN_WORD = 2;
const MSG_TRUNC = 0x20;
