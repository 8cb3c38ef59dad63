import type {PolicyEnforcer} from '../../policy/enforcer.js';
import type {Policy} from '../../policy/policy.js';
import type {BoundTo} from './find-socket.js';
import {socketCalls} from './libc.js';
import {type Heard, programFor, type SocketAddress} from './programs.js';
import {SocketFilter} from './socket-filter.js';

/**
 * What a direct peer hears: packets whose source the policy permits, and no others reach the library,
 * which would answer them. Before it is known who the other agent is, only the STUN server is heard.
 */
export class SourceFilter {
  readonly #enforcer: PolicyEnforcer;
  readonly #stun: SocketAddress | undefined;
  readonly #socket: SocketFilter;
  #heard: Heard = 'nobody';
  /** The one the filter was made from. */
  #policy: Policy | undefined;

  private constructor(
    enforcer: PolicyEnforcer,
    stun: SocketAddress | undefined,
    socket: SocketFilter,
  ) {
    this.#enforcer = enforcer;
    this.#stun = stun;
    this.#socket = socket;
  }

  /**
   * Makes everything ready before there is a socket, which then is without a filter for a fraction of
   * a millisecond. `undefined` on systems without socket filters.
   *
   * @returns filters the socket that is bound so; throws an Error when it is not found or takes no filter
   */
  static prepare(
    enforcer: PolicyEnforcer,
    stun: SocketAddress | undefined,
  ): ((bound: BoundTo) => SourceFilter) | undefined {
    const calls = socketCalls();
    if (!calls) return undefined;
    programFor(enforcer, 'nobody', stun);
    return (bound) => {
      const filter = new SourceFilter(enforcer, stun, SocketFilter.open(calls, bound));
      try {
        filter.renew();
      } catch (error) {
        filter.close();
        throw error;
      }
      return filter;
    };
  }

  /** The other agent is known, by name if it has one. Throws what `renew` throws. */
  hear(agent: string | undefined): void {
    this.#heard = {agent};
    this.#policy = undefined;
    this.renew();
  }

  /**
   * Makes the filter anew if the policy is another.
   *
   * @throws Error when the kernel does not take it
   */
  renew(): void {
    const {policy} = this.#enforcer;
    if (policy === this.#policy) return;
    this.#socket.attach(programFor(this.#enforcer, this.#heard, this.#stun));
    this.#policy = policy;
  }

  /** With the peer. */
  close(): void {
    this.#socket.close();
  }
}
