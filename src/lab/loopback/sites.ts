import {ClawError} from '../../errors.js';
import type {LabSpec} from '../lab.js';
import type {LinkStats} from '../links/link-stats.js';
import type {LinkModels} from '../links/model.js';
import type {NatConfig} from '../nat/config.js';
import {noNat, unknownSite} from '../nat/errors.js';
import {siteNetwork} from '../nat/site-network.js';
import {ExternalPorts, PortSpace} from './external-ports.js';
import type {LoopbackHost, LoopbackSite} from './place.js';
import type {Scheduler} from './scheduler.js';
import {type UdpPolicy, udpPolicy} from './udp-policy.js';
import {Wire} from './wire.js';

/** The sites and hosts of a lab. */
export class Sites {
  readonly hosts: readonly LoopbackHost[];
  readonly #sites = new Map<string, LoopbackSite>();

  /** Throws `NAT_UNKNOWN`, `FIREWALL_UNSUPPORTED`. */
  constructor(spec: LabSpec, scheduler: Scheduler) {
    const wire = (site: string, direction: 'up' | 'down', models: LinkModels) =>
      new Wire(scheduler, models[direction], spec.seed, `${site}/${direction}`);
    const space = new PortSpace();
    this.hosts = spec.sites.flatMap((asked) => {
      const {name, link, hosts} = asked;
      const {nat, carrier, firewall = 'open'} = siteNetwork(asked);
      const udp = udpPolicy(firewall);
      const nats = [nat && behind(udp, nat), carrier].filter((config) => config !== undefined);
      const site: LoopbackSite = {
        name,
        natName: asked.nat,
        nats,
        ports: new ExternalPorts(nats.at(-1), space, {seed: spec.seed, stream: name}),
        udp,
        rebinds: 0,
        up: wire(name, 'up', link),
        down: wire(name, 'down', link),
      };
      this.#sites.set(name, site);
      return hosts.map((host) => ({name: host, site}));
    });
  }

  /** Throws `SITE_UNKNOWN`. */
  get(name: string): LoopbackSite {
    const site = this.#sites.get(name);
    if (site === undefined) throw unknownSite(name, this.#sites.values());
    return site;
  }

  /** Throws `SITE_UNKNOWN`, `NAT_ABSENT`. */
  getWithNat(name: string): LoopbackSite {
    const site = this.get(name);
    if (site.nats.length === 0) throw noNat(name);
    return site;
  }

  /** Changes a link from the next packet on. Throws `LINK_UNKNOWN`. */
  impair(link: string, {up, down}: Partial<LinkModels>): void {
    const site = this.#sites.get(link);
    if (site === undefined) {
      throw new ClawError(`the lab has no link "${link}"`, {
        code: 'LINK_UNKNOWN',
        hint: `Links: ${[...this.#sites.keys()].join(', ')}.`,
      });
    }
    if (up) site.up.impair(up);
    if (down) site.down.impair(down);
  }

  links(): ReadonlyMap<string, LinkModels> {
    return new Map(
      [...this.#sites].map(([name, {up, down}]) => [name, {up: up.model, down: down.model}]),
    );
  }

  linkStats(): ReadonlyMap<string, LinkStats> {
    return new Map(
      [...this.#sites].map(([name, {up, down}]) => [name, {up: up.stats(), down: down.stats()}]),
    );
  }
}

/** A stateful firewall lets no session begin outside, so that the NAT's own filter says no more. */
function behind(udp: UdpPolicy, nat: NatConfig): NatConfig {
  return udp === 'stateful' ? {...nat, filtering: 'address-and-port-dependent'} : nat;
}
