import {inSameNetwork, publicAddresses} from '../../core/paths/candidate-order.js';
import {chooseDtlsClient} from '../../core/paths/dtls-client.js';
import type {Description, Reach} from '../../core/signaling/signal.js';
import {RelayMemory} from '../turn/relay-memory.js';
import type {RelayTransport} from '../turn/transport.js';
import {type PacketBytes, packetBytes} from './carrier.js';
import {Peer} from './peer.js';
import type {PeerKind, PeerOptions} from './peer-contract.js';
import {PeerPool} from './pool.js';

export interface PeerRequest {
  role: 'caller' | 'callee';
  reach: Reach;
  /** How this side is to reach its relay; absent: whichever way works first. */
  transport?: RelayTransport;
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
  readonly #options: PeerOptions;
  readonly #memory = new RelayMemory();
  #symmetric = false;
  #made = 0;

  /** @param size peers of each kind to keep ready */
  constructor(options: PeerOptions, size: number) {
    this.#options = options;
    this.#add({role: 'caller', reach: 'direct', dtlsClient: 'caller'}, size);
    this.#add({role: 'callee', reach: 'direct', dtlsClient: 'caller'}, size);
    this.#add({role: 'callee', reach: 'direct', dtlsClient: 'callee'}, size);
    if (!options.turn) return;
    this.#add({role: 'caller', reach: 'relayed', dtlsClient: 'callee'}, size);
    this.#add({role: 'callee', reach: 'relayed', dtlsClient: 'callee'}, size);
  }

  /** Whether the NAT in front gives another address for every destination. */
  get symmetric(): boolean {
    return this.#symmetric;
  }

  /** Lengths of the packets that its peers carry. */
  get packetBytes(): PacketBytes {
    return packetBytes(this.#options.carrier);
  }

  /** Whether attempts over a relay are possible. */
  get hasRelay(): boolean {
    return this.#pools.has(nameOf({role: 'caller', reach: 'relayed', dtlsClient: 'callee'}));
  }

  /** Every way a relayed peer of this agent may go. */
  get relayTransports(): ReadonlySet<RelayTransport> {
    return new Set(this.#options.turn?.servers.map(({transport}) => transport));
  }

  async fill(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.fill()));
  }

  /**
   * A peer for a call to make, or for the offer to answer; `undefined` when it is to be relayed and
   * there is no TURN server of this transport. The other side's transport is its own choice. A peer
   * of a named transport has not gathered ahead.
   */
  takeFor({role, reach, transport, offer}: PeerRequest): Peer | undefined {
    const dtlsClient =
      offer?.reach === 'direct'
        ? chooseDtlsClient({
            callerSymmetric: offer.symmetric,
            calleeSymmetric: this.#symmetric,
            sameNetwork: inSameNetwork(this.publicAddresses, offer.candidates),
          })
        : 'callee';
    if (reach === 'direct' || transport === undefined) {
      return this.#pools.get(nameOf({role, reach, dtlsClient}))?.take();
    }
    if (!this.relayTransports.has(transport)) return undefined;
    return this.#make({role, reach, transport, dtlsClient});
  }

  /** Replaces the peers that gathered under other rules, or in a network that may be another now. */
  renew(): void {
    this.#memory.forget();
    for (const pool of this.#pools.values()) pool.renew();
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }

  #add(kind: PeerKind, size: number): void {
    this.#pools.set(nameOf(kind), new PeerPool(() => this.#make(kind), size));
  }

  #make(kind: PeerKind): Peer {
    this.#made += 1;
    const peer = new Peer(`peer-${this.#made}`, kind, this.#options, this.#memory);
    void peer.gathered.then(() => this.#learn(peer));
    return peer;
  }

  #learn(peer: Peer): void {
    this.#symmetric ||= peer.symmetric;
    for (const address of publicAddresses(peer.candidates)) this.publicAddresses.add(address);
  }
}

function nameOf({role, reach, dtlsClient}: PeerKind): string {
  return role === 'caller' ? `${role} ${reach}` : `${role} ${reach} ${dtlsClient}`;
}
