import type {Step} from '../step.js';
import type {SiteLayout, Topology} from '../topology.js';

/** Of the routing table that sends what goes between the two sites over the detour. */
const TABLE = 100;

/**
 * The commands that lead all traffic between two sites, and nothing else, over the link of a third
 * one: from the core to its router and back. What is done to that link is done to the direct path
 * of the two sites alone; what goes through a relay stays off it.
 *
 * A packet crosses the link twice each way, `down` and then `up`. Steps of one `netns` lab, to be
 * applied once it is up. Throws RangeError for a site that is not there.
 */
export function detourSteps(
  topology: Topology,
  {between, through}: {between: readonly [string, string]; through: string},
): Step[] {
  const via = siteOf(topology, through);
  const ends = between.map((name) => siteOf(topology, name));
  const lines = [
    ...ends.flatMap((end) => networksOf(end).map((network) => routeLine(network, via))),
    ...ends.map(({coreInterface}) => `rule add iif ${coreInterface} lookup ${TABLE}`),
  ];
  const title = `detour over ${through}`;
  return [
    {
      title,
      netns: via.namespace,
      // Its router sends packets back where they came from, and is not to advise against that.
      argv: ['sysctl', '-q', '-w', ...REDIRECTS.map((name) => `net.ipv4.conf.${name}=0`)],
    },
    {
      title,
      argv: ['ip', '-n', topology.core, '-batch', '-'],
      stdin: lines.map((line) => `${line}\n`).join(''),
    },
  ];
}

const REDIRECTS = ['all.send_redirects', 'wan.send_redirects'];

/** What the core knows behind a site: the /24 its outer addresses are from, and hosts without NAT. */
function networksOf({address, lanCidr, nat}: SiteLayout): string[] {
  const outer = address.replace(/\d+$/, '0/24');
  return nat === undefined ? [outer, lanCidr] : [outer];
}

function routeLine(network: string, {address, coreInterface}: SiteLayout): string {
  return `route add ${network} via ${address} dev ${coreInterface} table ${TABLE}`;
}

function siteOf({sites}: Topology, name: string): SiteLayout {
  const site = sites.find((known) => known.name === name);
  if (site === undefined) throw new RangeError(`the lab has no site "${name}"`);
  return site;
}
