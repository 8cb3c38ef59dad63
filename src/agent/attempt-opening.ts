import {inSameNetwork} from '../core/paths/candidate-order.js';
import type {DescribedInput, RendezvousOutput} from '../core/signaling/rendezvous.js';
import type {Description} from '../core/signaling/signal.js';
import {Attempt, type AttemptListener} from './attempt.js';
import type {ConnectionOptions} from './connection-options.js';

export type Open = RendezvousOutput & {type: 'open'};

/** A peer may claim to be far from the seed, but not make us wait for ever. */
const PUNCH_MS_MAX = 500;

/** Gives attempts their PeerConnections, and those the other side's descriptions. */
export class AttemptOpening {
  readonly #options: Pick<ConnectionOptions<never>, 'remote' | 'pools' | 'seedRttMs'>;
  /** The last call that failed did so after the checks: see `noteFailure`. */
  #isHandshakeHard = false;

  constructor(options: Pick<ConnectionOptions<never>, 'remote' | 'pools' | 'seedRttMs'>) {
    this.#options = options;
  }

  /**
   * @param own this agent's incarnation, and whether the way to a relay that is asked for can be had:
   * it is a wish, and another one is better than none
   * @returns undefined when this agent has no relay
   */
  open(
    open: Open,
    own: {incarnation: number; grantsWish: boolean},
    listener: AttemptListener,
  ): Attempt | undefined {
    const {pools, remote} = this.#options;
    const {relay, ...about} = open;
    const peer = pools.takeFor(relay && own.grantsWish ? {...about, transport: relay} : about);
    if (!peer) return undefined;
    const {incarnation} = own;
    const localPublic = pools.publicAddresses;
    const holdsBack = open.role === 'caller' && this.#isHandshakeHard;
    return new Attempt(open, peer, {localPublic, incarnation, remote, holdsBack}, listener);
  }

  /**
   * An attempt has failed. When the callee's checks come before its answer, the library may do DTLS
   * before it keeps the fingerprint that it is being told, and then fails (docs/decisions/gather-ahead.md):
   * the next call tells its candidates only when it has read the answer, so that none can come before.
   */
  noteFailure({role, isHandshakeFailed}: Attempt): void {
    if (role === 'caller') this.#isHandshakeHard = isHandshakeFailed;
  }

  /** What the other side is to be told, once it is known. */
  async describe({id, peer, holdsBack}: Attempt): Promise<DescribedInput> {
    await peer.gathered;
    return {
      type: 'described',
      attempt: id,
      sdp: peer.description(),
      symmetric: this.#options.pools.symmetric,
      seedRttMs: this.#options.seedRttMs(),
      candidates: holdsBack ? [] : peer.candidates,
    };
  }

  /**
   * Begins with the checks. A caller's NAT lets a check in only after the caller's own first check, so
   * a callee waits until its answer has arrived: both then start at once and neither's check is lost.
   */
  connect(attempt: Attempt, remote: Description): void {
    const near = inSameNetwork(this.#options.pools.publicAddresses, remote.candidates);
    const travelMs = (remote.seedRttMs + this.#options.seedRttMs()) / 2;
    const delayMs = attempt.role === 'callee' && !near ? Math.min(travelMs, PUNCH_MS_MAX) : 0;
    setTimeout(() => attempt.connect(remote.sdp, remote.candidates), delayMs);
  }
}
