import {applySteps} from '../apply.js';
import type {Step} from '../step.js';
import {edgeOf, type RouterLayout, routersOf, type SiteLayout, type Topology} from '../topology.js';
import {noNat, unknownSite} from './errors.js';
import {freshRouterRules} from './router.js';

/** The NATs of a running `netns` lab. */
export interface NatControl {
  /** Throws `SITE_UNKNOWN`, `NAT_ABSENT`. */
  rebind(site: string): Promise<void>;
  /** Throws `SITE_UNKNOWN`. */
  flush(site: string): Promise<void>;
}

/** Addresses a site's NAT can have after its first, which is 2; the same again when all are used. */
const SPARE = {from: 8, count: 240};

export function natControl(topology: Topology, seed: number): NatControl {
  const states = new Map<string, RouterState>();
  const stateOf = ({namespace}: RouterLayout): RouterState => {
    const state = states.get(namespace) ?? {zone: 0, rebinds: 0};
    states.set(namespace, state);
    return state;
  };
  const siteOf = (name: string): SiteLayout => {
    const site = topology.sites.find((known) => known.name === name);
    if (site === undefined) throw unknownSite(name, topology.sites);
    return site;
  };
  return {
    rebind: async (name) => {
      const site = siteOf(name);
      const edge = edgeOf(site);
      if (edge.nat === undefined) throw noNat(name);
      const state = stateOf(edge);
      state.rebinds += 1;
      await applySteps([routeStep(topology, site, state), freshStep(edge, state, seed)]);
    },
    flush: async (name) => {
      const routers = routersOf(siteOf(name));
      await applySteps(routers.map((router) => freshStep(router, stateOf(router), seed)));
    },
  };
}

interface RouterState {
  /** Conntrack zone of its flows; zero until they are forgotten for the first time. */
  zone: number;
  rebinds: number;
}

function wanAddress({wanAddress: first}: {wanAddress: string}, rebinds: number): string {
  if (rebinds === 0) return first;
  return first.replace(/\d+$/, String(SPARE.from + ((rebinds - 1) % SPARE.count)));
}

function routeStep({core}: Topology, site: SiteLayout, {rebinds}: RouterState): Step {
  const address = wanAddress(edgeOf(site), rebinds);
  const route = ['route', 'replace', address, 'via', site.address, 'dev', site.coreInterface];
  return {title: `another address of ${site.name}`, argv: ['ip', '-n', core, ...route]};
}

function freshStep(router: RouterLayout, state: RouterState, seed: number): Step {
  state.zone += 1;
  const place = {
    wanAddress: wanAddress(router, state.rebinds),
    lanCidr: router.lanCidr,
    // Else a NAT that hashes would choose the ports it chose before.
    seed: seed + state.rebinds,
  };
  return {
    title: `fresh rules of ${router.title}`,
    netns: router.namespace,
    argv: ['nft', '-f', '-'],
    stdin: freshRouterRules(router, place, state.zone),
  };
}
