import {createHmac, timingSafeEqual} from 'node:crypto';
import {attributeValue, textAttribute, textOf} from '../../../stun/attributes.js';
import {hasIntegrity, longTermKey} from '../../../stun/integrity.js';
import {type StunAttribute, StunAttributeType, type StunMessage} from '../../../stun/message.js';

export interface CredentialOptions {
  username: string;
  password: string;
  realm: string;
  /** Key of the nonces; nobody else may know it. */
  secret: Uint8Array;
  /** How long a nonce is good for. Default one hour. */
  nonceMs?: number;
}

const NONCE_MS_DEFAULT = 3_600_000;

export interface Refusal {
  code: number;
  reason: string;
  attributes: StunAttribute[];
}

/**
 * The long-term credential mechanism at the server, for one user (RFC 8489 section 9.2.4). A nonce
 * carries its own date and a proof that we made it, so nothing is kept per client.
 */
export class Credentials {
  readonly key: Buffer;
  readonly #options: CredentialOptions;

  constructor(options: CredentialOptions) {
    this.#options = options;
    this.key = longTermKey(options.username, options.realm, options.password);
  }

  /** Undefined when the request may be served, else the error to answer with. */
  refusal(nowMs: number, message: StunMessage, bytes: Buffer): Refusal | undefined {
    if (attributeValue(message, StunAttributeType.messageIntegrity) === undefined) {
      return this.#challenge(nowMs, 401, 'Unauthorized');
    }
    const username = textOf(message, StunAttributeType.username);
    const realm = textOf(message, StunAttributeType.realm);
    const nonce = textOf(message, StunAttributeType.nonce);
    if (username === undefined || realm === undefined || nonce === undefined) {
      return {code: 400, reason: 'Bad Request', attributes: []};
    }
    if (!this.#isFresh(nowMs, nonce)) return this.#challenge(nowMs, 438, 'Stale Nonce');
    if (username !== this.#options.username || !hasIntegrity(bytes, this.key)) {
      return this.#challenge(nowMs, 401, 'Unauthorized');
    }
    return undefined;
  }

  #challenge(nowMs: number, code: number, reason: string): Refusal {
    return {
      code,
      reason,
      attributes: [
        textAttribute(StunAttributeType.realm, this.#options.realm),
        textAttribute(StunAttributeType.nonce, this.#nonceOf(Math.floor(nowMs).toString(16))),
      ],
    };
  }

  #nonceOf(date: string): string {
    const proof = createHmac('sha256', this.#options.secret).update(date).digest('hex');
    return `${date}-${proof.slice(0, 32)}`;
  }

  #isFresh(nowMs: number, nonce: string): boolean {
    const date = nonce.split('-')[0] ?? '';
    const given = Buffer.from(nonce);
    const ours = Buffer.from(this.#nonceOf(date));
    if (given.length !== ours.length || !timingSafeEqual(given, ours)) return false;
    return nowMs - Number.parseInt(date, 16) <= (this.#options.nonceMs ?? NONCE_MS_DEFAULT);
  }
}
