import type {MoveReason} from '../../core/paths/selector.js';
import type {Refusal} from '../../policy/enforcer.js';
import type {PathKind} from '../webrtc/peer-contract.js';

/**
 * The control protocol of an agent: newline-delimited JSON over a Unix socket.
 * Request `{id, method, params}`, reply `{id, result}` or `{id, error: {code, message, hint}}`;
 * after `subscribe` the agent also sends `{event}` lines.
 *
 * | method | params | result |
 * |---|---|---|
 * | connect | `{to}`: starts connecting; progress comes as events | `{}` |
 * | status | `{}` | `AgentStatus` |
 * | policy.reload | `{}`: reads the policy file again; an error keeps the old policy | `{}` |
 * | subscribe | `{}` | `{}` |
 */
export interface AgentStatus {
  agent: string;
  pid: number;
  ready: boolean;
  seed: 'connected' | 'lost';
  connections: ConnectionStatus[];
}

/** One connection of an agent. */
export interface ConnectionStatus {
  peer: string;
  role: 'caller' | 'callee';
  /** `reconnecting`: every path is gone, what the connection carries waits for another one. */
  state: 'connecting' | 'connected' | 'reconnecting' | 'closed';
  pair?: SelectedPair;
  /** Kinds of the paths beside the one in use that work. */
  standbys: PathKind[];
  /** Of the path in use; absent until there is an answer on it. */
  rttMs?: number;
  lossPct?: number;
  /** The one in use first, then from the best kind to the worst. */
  paths: PathStatus[];
}

/** One path of a connection, as this agent measures it (docs/paths.md). */
export interface PathStatus {
  kind: PathKind;
  isActive: boolean;
  /** `doubtful`: an answer is overdue. `silent`: three in a row are. */
  state: 'active' | 'standby' | 'doubtful' | 'silent';
  /** Smoothed (RFC 9002 section 5.3); absent until there is an answer, like the next two. */
  rttMs?: number;
  /** Mean deviation of round trips from `rttMs` (`rttvar` of RFC 9002 section 5.3). */
  jitterMs?: number;
  /** What they are expected to be 200 ms after the last answer. */
  forecast?: {rttMs: number; lossPct: number};
  lossPct: number;
  /** Bits a second that were acknowledged, over about the last second. */
  deliveryRateBps: number;
  /** There was nothing more to send: the path may carry more. */
  isAppLimited: boolean;
}

/** The two ends of the path in use. */
export interface SelectedPair {
  local: {address: string; port: number; type: string};
  remote: {address: string; port: number; type: string};
  /** On a relayed path: where the TURN server sees this agent, and how it reaches the server. */
  relayClient?: {address: string; port: number; transport: 'udp' | 'tcp' | 'tls'};
}

/** Steps of a connection, in the order they happen; `atMs` of the event says when. */
export type Step =
  /** The application asked. */
  | 'called'
  /** Our description is out. */
  | 'described'
  /** The other's description is in hand. */
  | 'answered'
  /** The first candidate pair works. */
  | 'checked'
  /** The packet pipe is open: DTLS is done. */
  | 'open'
  /** The first application byte of the other side arrived. */
  | 'received'
  /** The other side confirmed ours. */
  | 'confirmed'
  /** The same for the plain data channel beside it. */
  | 'channel-open'
  | 'channel-received';

/** `atMs` is CLOCK_MONOTONIC of the agent's machine, in milliseconds. */
export type AgentEvent = {atMs: number} & (
  | {type: 'ready'}
  | {type: 'seed'; state: 'connected' | 'lost'}
  /** `attempt` counts from 1 on the caller's side: a hedged connection has several. */
  | {type: 'step'; peer: string; role: 'caller' | 'callee'; attempt: string; step: Step}
  | {type: 'path'; peer: string; pair: SelectedPair}
  /** Another path is in use. */
  | {type: 'moved'; peer: string; from: PathKind; to: PathKind; reason: MoveReason}
  /** Every path is gone: what the connection carries waits for another one, */
  | {type: 'reconnecting'; peer: string; reason: string}
  /** which is there; if the wait is over without one, the connection is `closed`. */
  | {type: 'reconnected'; peer: string; outageMs: number}
  /** Of the path in use, and of each. */
  | {type: 'quality'; peer: string; rttMs: number; lossPct: number; paths: PathStatus[]}
  /** The policy refused something (docs/policy.md). */
  | ({type: 'refused'} & Refusal)
  | {type: 'closed'; peer: string; reason: string}
);
