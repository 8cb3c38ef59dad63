import {inSameNetwork, publicAddresses} from '../../core/paths/candidate-order.js';
import {chooseDtlsClient} from '../../core/paths/dtls-client.js';
import type {Description, Reach} from '../../core/signaling/signal.js';
import {Peer} from './peer.js';
import type {PeerKind, PeerOptions} from './peer-contract.js';
import {PeerPool} from './pool.js';

export interface PeerRequest {
  role: 'caller' | 'callee';
  reach: Reach;
  /** What a callee answers. */
  offer: Description | undefined;
}

/**
 * Every kind of peer an agent may need, gathered ahead; and what the gathering has taught it about
 * its own place in the network.
 */
export class PeerPools {
  /** Addresses this agent is seen at from outside. */
  readonly publicAddresses = new Set<string>();
  readonly #pools = new Map<string, PeerPool>();
  #symmetric = false;
  #made = 0;

  /** @param size peers of each kind to keep ready */
  constructor(options: PeerOptions, size: number) {
    this.#add({role: 'caller', reach: 'direct', dtlsClient: 'caller'}, options, size);
    this.#add({role: 'callee', reach: 'direct', dtlsClient: 'caller'}, options, size);
    this.#add({role: 'callee', reach: 'direct', dtlsClient: 'callee'}, options, size);
    if (!options.turn) return;
    this.#add({role: 'caller', reach: 'relayed', dtlsClient: 'callee'}, options, size);
    this.#add({role: 'callee', reach: 'relayed', dtlsClient: 'callee'}, options, size);
  }

  /** Whether the NAT in front gives another address for every destination. */
  get symmetric(): boolean {
    return this.#symmetric;
  }

  /** Whether attempts over a relay are possible. */
  get hasRelay(): boolean {
    return this.#pools.has(nameOf({role: 'caller', reach: 'relayed', dtlsClient: 'callee'}));
  }

  async fill(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.fill()));
  }

  /**
   * A peer for a call to make, or for the offer to answer; `undefined` when it is to be relayed and
   * there is no TURN server.
   */
  takeFor({role, reach, offer}: PeerRequest): Peer | undefined {
    const dtlsClient =
      offer?.reach === 'direct'
        ? chooseDtlsClient({
            callerSymmetric: offer.symmetric,
            calleeSymmetric: this.#symmetric,
            sameNetwork: inSameNetwork(this.publicAddresses, offer.candidates),
          })
        : 'callee';
    return this.#pools.get(nameOf({role, reach, dtlsClient}))?.take();
  }

  /** Replaces the peers that gathered under other rules. */
  renew(): void {
    for (const pool of this.#pools.values()) pool.renew();
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }

  #add(kind: PeerKind, options: PeerOptions, size: number): void {
    const make = () => {
      this.#made += 1;
      const peer = new Peer(`peer-${this.#made}`, kind, options);
      void peer.gathered.then(() => this.#learn(peer));
      return peer;
    };
    this.#pools.set(nameOf(kind), new PeerPool(make, size));
  }

  #learn(peer: Peer): void {
    this.#symmetric ||= peer.symmetric;
    for (const address of publicAddresses(peer.candidates)) this.publicAddresses.add(address);
  }
}

function nameOf({role, reach, dtlsClient}: PeerKind): string {
  return role === 'caller' ? `${role} ${reach}` : `${role} ${reach} ${dtlsClient}`;
}
