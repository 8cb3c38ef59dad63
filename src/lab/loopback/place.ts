import type {NatConfig} from '../nat/config.js';
import type {ExternalPorts} from './external-ports.js';
import type {UdpPolicy} from './udp-policy.js';
import type {Wire} from './wire.js';

/** A site of the virtual internet: its NATs, its firewall and its link. */
export interface LoopbackSite {
  name: string;
  natName: string;
  /** The hosts' own first, a carrier's last; none: the hosts have public addresses. */
  nats: readonly NatConfig[];
  /** The external ports of the outermost NAT. */
  ports: ExternalPorts;
  udp: UdpPolicy;
  /** How often its outermost NAT has got a new address. */
  rebinds: number;
  up: Wire;
  down: Wire;
}

export interface LoopbackHost {
  name: string;
  site: LoopbackSite;
}
