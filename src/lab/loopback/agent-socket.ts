import {NatFilter, type Party, scopeKey} from './nat-mapping.js';
import type {LoopbackHost} from './place.js';
import type {Portal, PortalRole, SocketBehind} from './portal.js';

/** A socket of an agent and the addresses others know it by. Addresses are made when needed. */
export class AgentSocket implements SocketBehind {
  readonly host: LoopbackHost;
  /** Where it really is, on 127.0.0.1; only the harness may send there. */
  readonly rawPort: number;
  readonly #open: (role: PortalRole) => Portal;
  readonly #external = new Map<string, {portal: Portal; filter: NatFilter}>();
  #lan: Portal | undefined;

  constructor(host: LoopbackHost, rawPort: number, open: (role: PortalRole) => Portal) {
    this.host = host;
    this.rawPort = rawPort;
    this.#open = open;
  }

  /** Its address within the site. */
  lan(): Portal {
    this.#lan ??= this.#open({kind: 'lan', owner: this});
    return this.#lan;
  }

  /** The address from which `target`, outside the LAN, sees it; opens the NAT for the answers. */
  exitTo(target: Party): Portal {
    const {nat} = this.host.site;
    if (!nat) return this.lan();
    const key = scopeKey(nat.mapping, target);
    const mapping = this.#external.get(key) ?? this.#map(key, new NatFilter(nat.filtering));
    mapping.filter.sentTo(target);
    return mapping.portal;
  }

  #map(key: string, filter: NatFilter): {portal: Portal; filter: NatFilter} {
    const portal = this.#open({kind: 'external', owner: this, filter});
    const mapping = {portal, filter};
    this.#external.set(key, mapping);
    return mapping;
  }
}
