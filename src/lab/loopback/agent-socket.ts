import {NatChain} from './nat-chain.js';
import type {Party} from './party.js';
import type {LoopbackHost} from './place.js';
import type {Portal, PortalRole, SocketBehind} from './portal.js';
import {StatefulFirewall} from './stateful-firewall.js';

/** Opens an address, with the first of `ports` that is free if any is given. */
export type OpenPortal = (role: PortalRole, ports?: Iterable<number>) => Portal;

/** A socket of an agent and the addresses others know it by. Addresses are made when needed. */
export class AgentSocket implements SocketBehind {
  readonly host: LoopbackHost;
  /** Where it really is, on 127.0.0.1; only the harness may send there. */
  readonly rawPort: number;
  readonly #open: OpenPortal;
  readonly #nats: NatChain;
  readonly #firewall = new StatefulFirewall();
  #lan: Portal | undefined;

  constructor(host: LoopbackHost, rawPort: number, open: OpenPortal) {
    this.host = host;
    this.rawPort = rawPort;
    this.#open = open;
    this.#nats = new NatChain(host.site.nats, (of) => open({kind: 'alias', owner: this, of}).party);
  }

  /** Its address within the site. */
  lan(): Portal {
    this.#lan ??= this.#open({kind: 'lan', owner: this});
    return this.#lan;
  }

  /**
   * The address from which a packet to `party`, outside the LAN, is seen to come, and whom it goes
   * to: that is another where `party` is an alias. Opens the NATs for the answers.
   */
  exitTo(party: Party): {source: Portal; target: Party} {
    const nowMs = performance.now();
    this.#firewall.sentTo(party, nowMs);
    const exit = this.#nats.exitTo(party, nowMs);
    const {mappings, target} = exit;
    const outermost = mappings.at(-1);
    if (outermost === undefined) return {source: this.lan(), target};
    outermost.portal ??= this.#open(
      {kind: 'external', owner: this, entrance: exit},
      this.#portsFor(mappings.map(({key}) => key)),
    );
    return {source: outermost.portal, target};
  }

  permits(party: Party): boolean {
    const {udp} = this.host.site;
    return udp === 'stateful' ? this.#firewall.admits(party, performance.now()) : udp === 'open';
  }

  /** The site's routers restart. */
  flush(): void {
    this.#firewall.forget();
    this.#nats.flush();
  }

  /** The site's outermost NAT gets a new address. */
  rebind(): void {
    this.#nats.rebind();
  }

  #portsFor(destinations: readonly string[]): Iterable<number> {
    const {name, site} = this.host;
    return site.ports.candidates([name, this.rawPort, ...destinations, site.rebinds].join(' '));
  }
}
