import {join} from 'node:path';
import {ClawError} from '../errors.js';
import {applySteps} from './apply.js';
import type {LabSpec} from './lab.js';
import type {LinkStats} from './links/link-stats.js';
import type {LinkModels} from './links/model.js';
import {netemSteps} from './plan.js';
import {inNamespace} from './step.js';
import type {Topology} from './topology.js';

/** The links of a running lab, whoever impairs them. */
export interface LinkControl {
  /** Throws `LINK_UNKNOWN`. */
  set(link: string, change: Partial<LinkModels>): Promise<void>;
  models(): ReadonlyMap<string, LinkModels>;
  /** By link name; none where the kernel runs them. Throws `LINK_DRIVER_ENDED`. */
  stats(): Promise<Record<string, LinkStats>>;
  /** Resolves when links stop working; never, when the kernel runs them. */
  ended: Promise<{reason: string}>;
  stop(): Promise<void>;
}

/** Starts the process of the userspace driver; the plan has set up the kernel's already. */
export async function startLinks(spec: LabSpec, topology: Topology): Promise<LinkControl> {
  const models = new Map(topology.sites.map((site) => [site.name, site.link]));
  const driver = await startDriver(spec, topology);
  return {
    set: async (link, change) => {
      const before = models.get(link);
      if (before === undefined) throw unknownLink(link, [...models.keys()]);
      await driver.set(link, change);
      models.set(link, {...before, ...change});
    },
    models: () => models,
    stats: () => driver.stats(),
    ended: driver.ended,
    stop: driver.stop,
  };
}

type Driver = Omit<LinkControl, 'models'>;

async function startDriver(spec: LabSpec, topology: Topology): Promise<Driver> {
  const {wires, sites} = topology;
  if (wires === undefined) return netemDriver(topology);
  const {startUserspaceLinks} = await import('./links/userspace/start.js');
  return startUserspaceLinks({
    command: (argv) => inNamespace(wires, argv),
    seed: spec.seed,
    links: sites.map(({name, link}) => ({
      name,
      site: `${name}-up`,
      core: `${name}-down`,
      models: link,
    })),
    logFile: join(spec.directory, 'links.log'),
  });
}

function netemDriver(topology: Topology): Driver {
  return {
    set: async (link, change) => {
      const site = topology.sites.find(({name}) => name === link);
      if (site === undefined) return;
      await applySteps(netemSteps(topology, site, change));
    },
    stats: async () => ({}),
    ended: new Promise(() => {}),
    stop: async () => {},
  };
}

function unknownLink(link: string, known: readonly string[]): ClawError {
  return new ClawError(`the lab has no link "${link}"`, {
    code: 'LINK_UNKNOWN',
    hint: `Links: ${known.join(', ')}.`,
  });
}
