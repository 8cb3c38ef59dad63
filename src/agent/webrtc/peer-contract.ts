import type {Candidate, Reach} from '../../core/signaling/signal.js';
import type {PolicyEnforcer} from '../../policy/enforcer.js';
import type {RelayTransport, TurnProxy, TurnServer} from '../turn/transport.js';
import type {CandidateMap, SocketAddress} from './candidate-map.js';
import type {CarrierName} from './carrier.js';

/** How an agent reaches others. */
export interface PeerOptions {
  /** Local address for UDP; absent: all interfaces. */
  bindAddress?: string;
  /** STUN server, `host:port`. */
  stun?: string;
  /** Ways to a relay; absent: none. */
  turn?: TurnOptions;
  /** What packets are sent in, default `rtp` (docs/carriers.md); they are received in both. */
  carrier?: CarrierName;
  /** @internal */
  candidateMap?: CandidateMap;
  /** Judges every address that comes in or goes out; absent: all are allowed. */
  policy?: PolicyEnforcer;
}

/** Every way to a TURN server, and how those over TCP are opened. */
export interface TurnOptions {
  servers: readonly TurnServer[];
  /** Certificates (PEM) that TLS trusts instead of those of the system. */
  ca?: string;
  /** Name the certificates must be for; default each server's host. */
  serverName?: string;
  proxy?: TurnProxy;
}

/** One way a connection can go: named for how this agent reaches its relay. */
export type PathKind = 'direct' | `relay-${RelayTransport}`;

/** What a peer is made for; settled before it gathers. */
export interface PeerKind {
  role: 'caller' | 'callee';
  reach: Reach;
  /** Of a relayed peer: the only transport to use; absent: whichever works first. */
  transport?: RelayTransport;
  /** Means something for callees only: a caller learns it from the answer. */
  dtlsClient: 'caller' | 'callee';
}

/** What a peer tells its owner. Every callback runs on the event loop, none after `close`. */
export interface PeerListener {
  /** Name of the other agent, for the policy. */
  readonly remote?: string;
  candidate(candidate: Candidate): void;
  /** The first working candidate pair. */
  checked(): void;
  /** Packets can be sent. */
  open(): void;
  packet(payload: Uint8Array): void;
  channelOpen(): void;
  channelMessage(message: string): void;
  closed(reason: string): void;
}

export interface SelectedPair {
  local: SocketAddress & {type: string};
  remote: SocketAddress & {type: string};
  /** On a relayed path: where the TURN server sees this agent. */
  relayClient?: SocketAddress & {transport: RelayTransport};
}
