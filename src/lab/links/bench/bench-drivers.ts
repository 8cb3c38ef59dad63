import {join} from 'node:path';
import {execa} from 'execa';
import {applySteps} from '../../apply.js';
import {inNamespace} from '../../step.js';
import type {LinkModel} from '../model.js';
import {startUserspaceLinks} from '../userspace/start.js';
import {
  type BenchNamespaces,
  CORE_WIRE,
  netemLinkSteps,
  removeNetemLinkSteps,
  SITE_WIRE,
} from './cables.js';
import {type ProcessUse, processUse} from './driver-cost.js';

/** A link that is up. What the kernel does has no process of its own to account to. */
export interface BenchedLink {
  use(): Promise<ProcessUse | undefined>;
  /** Frames dropped that the model did not ask to drop. */
  overrun(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export interface LinkPlace {
  namespaces: BenchNamespaces;
  directory: string;
  seed: number;
}

/** Starts a link from the site to the core; the way back is clear. */
export type StartLink = (place: LinkPlace, model: LinkModel) => Promise<BenchedLink>;

export const startUserspace: StartLink = async ({namespaces, directory, seed}, up) => {
  const {wires} = namespaces;
  const name = 'bench';
  const links = await startUserspaceLinks({
    command: (argv) => inNamespace(wires, argv),
    seed,
    links: [{name, site: SITE_WIRE, core: CORE_WIRE, models: {up, down: {}}}],
    logFile: join(directory, 'links.log'),
  });
  // Nothing else runs in that namespace.
  const pid = Number((await execa('ip', ['netns', 'pids', wires])).stdout);
  return {
    use: () => processUse(pid),
    overrun: async () => (await links.stats())[name]?.up.dropped.overrun,
    stop: links.stop,
  };
};

export const startNetem: StartLink = async ({namespaces}, model) => {
  await applySteps(netemLinkSteps(namespaces, model));
  return {
    use: async () => undefined,
    overrun: async () => undefined,
    stop: () => applySteps(removeNetemLinkSteps(namespaces)),
  };
};
