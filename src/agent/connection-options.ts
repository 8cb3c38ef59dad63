import type {Objective} from '../core/paths/selector.js';
import type {Candidate, Reach, Signal} from '../core/signaling/signal.js';
import type {AgentEvent} from './control/protocol.js';
import type {Stream} from './streams/stream.js';
import type {PeerPools} from './webrtc/pools.js';

type Event = AgentEvent extends infer E ? (E extends AgentEvent ? Omit<E, 'atMs'> : never) : never;

export interface ConnectionOptions<From> {
  local: string;
  remote: string;
  pools: PeerPools;
  /** Whether a second path is kept beside the one in use. */
  hasStandby: boolean;
  objective?: Objective;
  /**
   * Whether a way of this kind to the other agent may be tried at all. An agent that only has
   * forbidden candidates is not even told ours: its checks would be answered by the library.
   */
  permits(reach: Reach, candidates?: readonly Candidate[]): {allowed: boolean; reason: string};
  /** Round trip to the seed, in milliseconds. */
  seedRttMs(): number;
  send(to: string, signal: Signal): void;
  emit(event: Event): void;
  onStream(connection: From, stream: Stream): void;
  onDatagram(connection: From, data: Uint8Array): void;
}
