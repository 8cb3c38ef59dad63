import type {Candidate, Reach} from '../../core/signaling/signal.js';
import type {PolicyEnforcer} from '../../policy/enforcer.js';
import type {CandidateMap, SocketAddress} from './candidate-map.js';

export interface PeerOptions {
  bindAddress?: string;
  stun?: string;
  turn?: {server: string; username: string; password: string};
  candidateMap?: CandidateMap;
  /** Judges every address that comes in or goes out; absent: all are allowed. */
  policy?: PolicyEnforcer;
}

/** What a peer is made for; settled before it gathers. */
export interface PeerKind {
  role: 'caller' | 'callee';
  reach: Reach;
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
  relayClient?: SocketAddress;
}
