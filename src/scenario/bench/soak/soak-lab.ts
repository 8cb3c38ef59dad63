import type {SiteSpec} from '../../../lab/lab.js';
import type {LinkModels} from '../../../lab/links/model.js';
import {SITE_NAT} from '../failover/failover-lab.js';
import {pathLinks} from '../path-conditions.js';

/** `a1`, `a2`, …: a host and the agent in it. */
export function agentNames(count: number): string[] {
  return Array.from({length: count}, (_, index) => `a${index + 1}`);
}

/** The site of an agent, and the name of its link: `s1` of `a1`. */
export function siteOf(agent: string): string {
  return agent.replace('a', 's');
}

/** What each site's link does while it has no fault: a path crosses two of them each way. */
export function soakLink(rttMs: number): LinkModels {
  return pathLinks({rttMs, loss: 0}).receiver;
}

/** Each agent has a site and a NAT of its own. */
export function soakSites(agents: readonly string[], rttMs: number): SiteSpec[] {
  return agents.map((agent) => ({
    ...{name: siteOf(agent), nat: SITE_NAT, hosts: [agent]},
    link: soakLink(rttMs),
  }));
}

/** Each agent and the next one. */
export function ringOf(agents: readonly string[]): [from: string, to: string][] {
  return agents.map((agent, index) => [agent, agents[(index + 1) % agents.length] ?? agent]);
}
