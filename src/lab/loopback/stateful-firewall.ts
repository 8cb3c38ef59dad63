import {type Party, partyKey} from './party.js';
import {lifetimeOf, Session} from './session.js';

const LIFETIME = lifetimeOf();

/** Lets in what belongs to a session that the inside began, of one socket. */
export class StatefulFirewall {
  readonly #sessions = new Map<string, Session>();

  sentTo(party: Party, nowMs: number): void {
    const key = partyKey(party);
    const known = this.#sessions.get(key);
    if (known === undefined || known.isOver(nowMs)) {
      this.#sessions.set(key, new Session('out', LIFETIME, nowMs));
    } else known.use('out', nowMs);
  }

  admits(party: Party, nowMs: number): boolean {
    const session = this.#sessions.get(partyKey(party));
    if (session === undefined || session.isOver(nowMs)) return false;
    session.use('in', nowMs);
    return true;
  }

  forget(): void {
    this.#sessions.clear();
  }
}
