import type {Endpoint} from './endpoint.js';
import type {Link} from './link.js';

/** What a node has sent and got. */
export interface NodeCounts {
  sent: number;
  sentBytes: number;
  received: number;
  receivedBytes: number;
  /** Arrived with a flipped bit: authentication drops those before the endpoint sees them. */
  damaged: number;
  timeouts: number;
}

/** An endpoint in a network. */
export class SimNode {
  readonly number: number;
  readonly name: string;
  readonly endpoint: Endpoint;
  /** The links its packets pass, in order, and who gets them. */
  readonly route: readonly Link[];
  readonly peer: number;
  readonly counts: NodeCounts = {
    sent: 0,
    sentBytes: 0,
    received: 0,
    receivedBytes: 0,
    damaged: 0,
    timeouts: 0,
  };

  constructor(place: {
    number: number;
    name: string;
    endpoint: Endpoint;
    route: readonly Link[];
    peer: number;
  }) {
    this.number = place.number;
    this.name = place.name;
    this.endpoint = place.endpoint;
    this.route = place.route;
    this.peer = place.peer;
  }
}
