import fc from 'fast-check';
import {Rendezvous, type RendezvousInput} from '../../../src/core/signaling/rendezvous.js';
import type {Reach} from '../../../src/core/signaling/signal.js';
import {signal} from '../../unit/core/signaling/arbitrary-signal.js';
import {OutputRules} from './rendezvous-rules.js';

/** What a hostile peer does, and what its victim does meanwhile. */
export const hostileStep = fc.oneof(
  fc.record({
    type: fc.constant('call' as const),
    reach: fc.constantFrom<Reach>('direct', 'relayed'),
  }),
  fc.record({type: fc.constant('described' as const), nth: fc.nat(8)}),
  // It reuses identifiers, its own and the victim's.
  fc.record({
    type: fc.constant('signal' as const),
    signal,
    attempt: fc.nat(6),
    replyTo: fc.option(fc.nat(12)),
  }),
  fc.record({type: fc.constant('timeout' as const), afterMs: fc.nat(12_000)}),
);

type HostileStep = typeof hostileStep extends fc.Arbitrary<infer S> ? S : never;

/** A state machine whose every output is checked. */
export class HostileTarget {
  readonly #rendezvous = new Rendezvous({local: 'b', remote: 'a'});
  readonly #rules = new OutputRules();
  #now = 0;
  #steps = 0;

  /** Attempts that are open. */
  get open(): number {
    return [...this.#rules.attempts.values()].filter(({open}) => open).length;
  }

  take(step: HostileStep): void {
    this.#steps += 1;
    this.#rendezvous.handleInput(this.#inputOf(step));
    for (let out = this.#rendezvous.pollOutput(); out; out = this.#rendezvous.pollOutput()) {
      // Whose candidates they are is for an honest peer to get right.
      if (out.type !== 'candidate') this.#rules.see(out);
    }
  }

  #inputOf(step: HostileStep): RendezvousInput {
    const now = this.#now;
    const fresh = String(this.#steps);
    switch (step.type) {
      case 'call':
        return {type: 'call', now, attempt: fresh, reach: step.reach};
      case 'described': {
        const attempt = [...this.#rules.attempts.keys()][step.nth] ?? 'none';
        return {...step, attempt, symmetric: false, seedRttMs: 0, sdp: '', candidates: []};
      }
      case 'timeout':
        this.#now += step.afterMs;
        return {type: 'timeout', now: this.#now};
      case 'signal': {
        const reply = step.replyTo === null ? {} : {replyTo: String(step.replyTo)};
        const sent = {...step.signal, attempt: String(step.attempt), ...reply};
        return {type: 'signal', now, signal: sent, freshAttempt: fresh};
      }
    }
  }
}
