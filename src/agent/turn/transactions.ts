import type {StunMessage} from '../../stun/message.js';
import type {TurnTransport} from './transport.js';

/** First retransmission; doubled each time (RFC 8489 section 6.2.1). */
const RETRANSMIT_MS = 250;
const TRANSMISSIONS_MAX = 6;
/** A stream loses nothing: the request is sent once (RFC 8489 section 6.2.2). */
const STREAM_ANSWER_MS_MAX = 10_000;

interface Transaction {
  resolve(message: StunMessage): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Requests to the server of a transport that wait for their answers. */
export class Transactions {
  readonly #transport: TurnTransport;
  readonly #waiting = new Map<string, Transaction>();

  constructor(transport: TurnTransport) {
    this.#transport = transport;
  }

  /** Sends a request until it is answered. Rejects when it is not, or `failAll` comes first. */
  ask(transactionId: Buffer, request: Buffer): Promise<StunMessage> {
    return new Promise((resolve, reject) => {
      const name = transactionId.toString('hex');
      let sent = 0;
      const transmit = () => {
        if (sent === (this.#transport.lossy ? TRANSMISSIONS_MAX : 1)) {
          this.#waiting.delete(name);
          reject(new Error('no answer'));
          return;
        }
        this.#transport.send(request);
        const waitMs = this.#transport.lossy ? RETRANSMIT_MS * 2 ** sent : STREAM_ANSWER_MS_MAX;
        sent += 1;
        this.#waiting.set(name, {resolve, reject, timer: setTimeout(transmit, waitMs)});
      };
      transmit();
    });
  }

  answer(message: StunMessage): void {
    this.#take(message.transactionId.toString('hex'))?.resolve(message);
  }

  failAll(reason: string): void {
    for (const name of [...this.#waiting.keys()]) this.#take(name)?.reject(new Error(reason));
  }

  #take(name: string): Transaction | undefined {
    const transaction = this.#waiting.get(name);
    clearTimeout(transaction?.timer);
    this.#waiting.delete(name);
    return transaction;
  }
}
