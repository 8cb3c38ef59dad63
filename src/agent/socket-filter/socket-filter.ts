import {type BoundTo, borrowSocket} from './find-socket.js';
import {Code, encodeInstructions, INSTRUCTION_BYTES} from './instruction.js';
import type {SocketCalls} from './libc.js';

/** Numbers of Linux, asm-generic/socket.h. */
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
/** `sizeof(struct sock_fprog)` where pointers have 64 bits. */
const PROGRAM_BYTES = 16;
const NOTHING = encodeInstructions([{code: Code.result, jt: 0, jf: 0, k: 0}]);

/**
 * The packet filter of a UDP socket of this process (`SO_ATTACH_FILTER`, socket(7)), whoever made the
 * socket. It takes no privilege.
 */
export class SocketFilter {
  readonly #calls: SocketCalls;
  readonly #fd: number;
  #closed = false;

  private constructor(calls: SocketCalls, fd: number) {
    this.#calls = calls;
    this.#fd = fd;
  }

  /** @throws Error when the socket is not found */
  static open(calls: SocketCalls, wanted: BoundTo): SocketFilter {
    return new SocketFilter(calls, borrowSocket(calls, wanted));
  }

  /**
   * Replaces the filter, and at no moment is there none. Does nothing once closed.
   *
   * @param program as `encodeInstructions` has it
   * @throws Error when the kernel refuses
   */
  attach(program: Uint8Array): void {
    if (this.#closed || this.#set(program)) return;
    // Both the old one and the new one count until the new one is in place (net.core.optmem_max).
    if (this.#calls.lastError() === 'ENOMEM' && this.#set(NOTHING) && this.#set(program)) return;
    const instructions = program.length / INSTRUCTION_BYTES;
    throw new Error(`setsockopt with ${instructions} instructions: ${this.#calls.lastError()}`);
  }

  /** Lets go of the socket; the filter stays as long as it is open elsewhere. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#calls.close(this.#fd);
  }

  #set(program: Uint8Array): boolean {
    const words = new Uint8Array(PROGRAM_BYTES);
    const view = new DataView(words.buffer);
    view.setUint16(0, program.length / INSTRUCTION_BYTES, true);
    view.setBigUint64(8, this.#calls.addressOf(program), true);
    return (
      this.#calls.setsockopt(this.#fd, SOL_SOCKET, SO_ATTACH_FILTER, words, PROGRAM_BYTES) === 0
    );
  }
}
