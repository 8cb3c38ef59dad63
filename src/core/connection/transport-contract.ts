import type {Objective} from '../paths/selector.js';
import type {StreamEvent} from '../streams/stream-event.js';
import type {FlightStats} from './flight.js';
import type {PathOptions} from './path.js';
import type {Move} from './paths.js';

/** Of the connection, and of its first path. */
export interface TransportOptions extends Omit<PathOptions, 'id' | 'rank'> {
  isCaller: boolean;
  /** 0 <= x < 1; says which packet numbers are left out. */
  random(): number;
  /** 0 where it is not given, as its id. */
  rank?: number;
  /** A path that will not meet it is left, if another will. */
  objective?: Objective;
}

export type TransportEvent =
  | StreamEvent
  /** Another path is in use. */
  | ({type: 'moved'} & Move)
  /** Nothing is heard of the peer on any path, and it is again. */
  | {type: 'silent'}
  | {type: 'resumed'}
  | {type: 'closed'; code: number; reason: string; byPeer: boolean};

export interface TransportStats extends FlightStats {
  packetsReceived: number;
  packetsDuplicate: number;
  bytesReceived: number;
}
