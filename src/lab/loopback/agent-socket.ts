import {NatChain} from './nat-chain.js';
import {NatFilter, type Party} from './nat-mapping.js';
import type {LoopbackHost} from './place.js';
import type {Portal, PortalRole, SocketBehind} from './portal.js';

/** A socket of an agent and the addresses others know it by. Addresses are made when needed. */
export class AgentSocket implements SocketBehind {
  readonly host: LoopbackHost;
  /** Where it really is, on 127.0.0.1; only the harness may send there. */
  readonly rawPort: number;
  readonly #open: (role: PortalRole) => Portal;
  readonly #nats: NatChain;
  /** What a stateful firewall knows of it. */
  readonly #flows = new NatFilter('address-and-port-dependent');
  #lan: Portal | undefined;

  constructor(host: LoopbackHost, rawPort: number, open: (role: PortalRole) => Portal) {
    this.host = host;
    this.rawPort = rawPort;
    this.#open = open;
    this.#nats = new NatChain(host.site.nats);
  }

  /** Its address within the site. */
  lan(): Portal {
    this.#lan ??= this.#open({kind: 'lan', owner: this});
    return this.#lan;
  }

  /** The address from which `target`, outside the LAN, sees it; opens the NATs for the answers. */
  exitTo(target: Party): Portal {
    const nowMs = performance.now();
    this.#flows.sentTo(target, nowMs);
    const mappings = this.#nats.exitTo(target, nowMs);
    const outermost = mappings.at(-1);
    if (outermost === undefined) return this.lan();
    outermost.portal ??= this.#open({kind: 'external', owner: this, mappings});
    return outermost.portal;
  }

  permits(party: Party): boolean {
    const {udp} = this.host.site;
    return udp === 'stateful' ? this.#flows.admits(party, performance.now()) : udp === 'open';
  }

  /** The site's routers restart. */
  flush(): void {
    this.#flows.forget();
    this.#nats.flush();
  }

  /** The site's outermost NAT gets a new address. */
  rebind(): void {
    this.#nats.rebind();
  }
}
