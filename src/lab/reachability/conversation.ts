import {decodeStun} from '../../stun/decode.js';
import type {StunMessage} from '../../stun/message.js';
import type {Carrier, CarrierListener} from './carrier.js';
import {Problem} from './problem.js';

/** Initial wait before a request is repeated over UDP; it doubles (RFC 8489 section 6.2.1). */
const REPEAT_MS = 500;

/** A request as bytes, and its transaction in hexadecimal. */
export interface Request {
  id: string;
  bytes: Buffer;
}

export interface Answer {
  message: StunMessage;
  bytes: Buffer;
  /** From the request that was answered to its answer. */
  rttMs: number;
}

export interface ConversationOptions {
  open(listener: CarrierListener): Carrier;
  /** Whether requests get lost, and so are repeated. */
  lossy: boolean;
  answerMsMax: number;
}

interface Waiting {
  /** Transactions of the requests sent, and when that was. */
  sentAtMs: Map<string, number>;
  resolve(answer: Answer): void;
}

/** Requests to one address of a server, one after another. */
export class Conversation {
  readonly #carrier: Carrier;
  readonly #lossy: boolean;
  readonly #answerMsMax: number;
  readonly #failed: Promise<never>;
  #waiting: Waiting | undefined;

  constructor({open, lossy, answerMsMax}: ConversationOptions) {
    this.#lossy = lossy;
    this.#answerMsMax = answerMsMax;
    let fail: (problem: Problem) => void = () => undefined;
    this.#failed = new Promise((_resolve, reject) => {
      fail = reject;
    });
    // A problem between requests is the next request's.
    this.#failed.catch(() => undefined);
    this.#carrier = open({
      message: (bytes) => {
        const message = decodeStun(bytes);
        if (message) this.#receive(message, bytes);
        else fail(new Problem('NOT_STUN', 'answers, but not as a STUN server does'));
      },
      problem: fail,
    });
  }

  /**
   * Asks until there is an answer. Over UDP every attempt calls `make`, so that a round trip is
   * told apart from that of the attempt before. Rejects with a `Problem`.
   */
  async ask(make: () => Request): Promise<Answer> {
    const sentAtMs = new Map<string, number>();
    const send = () => {
      const {id, bytes} = make();
      sentAtMs.set(id, performance.now());
      this.#carrier.send(bytes);
    };
    const timers: NodeJS.Timeout[] = [];
    const silence = new Promise<never>((_resolve, reject) => {
      const seconds = this.#answerMsMax / 1000;
      const problem = new Problem('NO_ANSWER', `no answer within ${seconds} s`);
      timers.push(setTimeout(() => reject(problem), this.#answerMsMax));
    });
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting = {sentAtMs, resolve};
    });
    send();
    for (const atMs of this.#repeatsMs()) timers.push(setTimeout(send, atMs));
    try {
      return await Promise.race([answered, this.#failed, silence]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  close(): void {
    this.#carrier.close();
  }

  /** An answer to something else may be a late one. */
  #receive(message: StunMessage, bytes: Buffer): void {
    const atMs = performance.now();
    const sentAtMs = this.#waiting?.sentAtMs.get(message.transactionId.toString('hex'));
    if (sentAtMs === undefined || !['success', 'error'].includes(message.class)) return;
    this.#waiting?.resolve({message, bytes, rttMs: atMs - sentAtMs});
  }

  #repeatsMs(): number[] {
    const repeats: number[] = [];
    if (!this.#lossy) return repeats;
    for (let ms = REPEAT_MS; ms < this.#answerMsMax; ms = 2 * ms + REPEAT_MS) repeats.push(ms);
    return repeats;
  }
}
