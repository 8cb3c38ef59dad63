import type {Objective} from '../core/paths/selector.js';
import type {Candidate, Signal} from '../core/signaling/signal.js';
import type {AgentEvent} from './control/protocol.js';
import type {Stream} from './streams/stream.js';
import type {StandbyKind, WantedPath} from './wanted-path.js';
import type {PeerPools} from './webrtc/pools.js';

type Event = AgentEvent extends infer E ? (E extends AgentEvent ? Omit<E, 'atMs'> : never) : never;

export interface ConnectionOptions<From> {
  local: string;
  remote: string;
  pools: PeerPools;
  /** Paths that are kept beside the direct one, or to replace it; none: only the one in use is. */
  standbys: readonly StandbyKind[];
  /** How long the connection may be without any path, in milliseconds. */
  giveUpMs: number;
  objective?: Objective;
  /**
   * Whether a way of this kind to the other agent may be tried at all. An agent that only has
   * forbidden candidates is not even told ours: its checks would be answered by the library.
   */
  permits(
    wanted: WantedPath,
    candidates?: readonly Candidate[],
  ): {allowed: boolean; reason: string};
  /** Round trip to the seed, in milliseconds. */
  seedRttMs(): number;
  /** Signals leave at once. */
  isSeedConnected(): boolean;
  /** The seed is asked for a sign of life. */
  checkSeed(): void;
  send(to: string, signal: Signal): void;
  emit(event: Event): void;
  onStream(connection: From, stream: Stream): void;
  onDatagram(connection: From, data: Uint8Array): void;
}
