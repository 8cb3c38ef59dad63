import type {NatConfig} from '../nat/config.js';
import type {Wire} from './wire.js';

/** A site of the virtual internet: its NAT and its link. */
export interface LoopbackSite {
  name: string;
  natName: string;
  /** Absent: the site's hosts have public addresses. */
  nat: NatConfig | undefined;
  up: Wire;
  down: Wire;
}

export interface LoopbackHost {
  name: string;
  site: LoopbackSite;
}
