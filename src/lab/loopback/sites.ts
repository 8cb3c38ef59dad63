import {ClawError} from '../../errors.js';
import type {LabSpec} from '../lab.js';
import type {LinkModels} from '../links/model.js';
import {natPreset} from '../nat/presets.js';
import type {LoopbackHost, LoopbackSite} from './place.js';
import type {Scheduler} from './scheduler.js';
import {Wire} from './wire.js';

/** The sites and hosts of a lab. */
export class Sites {
  readonly hosts: readonly LoopbackHost[];
  readonly #sites = new Map<string, LoopbackSite>();

  /** Throws `NAT_UNKNOWN`. */
  constructor(spec: LabSpec, scheduler: Scheduler) {
    const wire = (site: string, direction: 'up' | 'down', models: LinkModels) =>
      new Wire(scheduler, models[direction], spec.seed, `${site}/${direction}`);
    this.hosts = spec.sites.flatMap(({name, nat, link, hosts}) => {
      const site: LoopbackSite = {
        name,
        natName: nat,
        nat: natPreset(nat),
        up: wire(name, 'up', link),
        down: wire(name, 'down', link),
      };
      this.#sites.set(name, site);
      return hosts.map((host) => ({name: host, site}));
    });
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
}
