import type {Attachment, HostLayout, SiteLayout, Topology} from '../topology.js';
import type {Ipv6Link, Ipv6Network} from './network.js';

/**
 * Lines for `ip -batch` that give IPv6 to the sites that have it; none for the others. Addresses are
 * `nodad`, as nothing else in a lab can have them: duplicate address detection (RFC 4862 section 5.4)
 * would keep each from use for a second.
 */

/** The core knows its neighbours' hardware addresses, and says nothing of what does not exist. */
export function coreLines({services, sites}: Topology): string[] {
  if (services.ipv6 === undefined) return [];
  return [
    ...[services, ...sites].flatMap((at) => coreEndLines(at, at.ipv6)),
    ...sites.flatMap(({ipv6, coreInterface}) =>
      ipv6 ? [`route add ${ipv6.lanCidr} via ${ipv6.address} dev ${coreInterface}`] : [],
    ),
    'route add blackhole ::/0',
  ];
}

export function servicesLines(services: Topology['services']): string[] {
  return services.ipv6 ? edgeLines(services.ipv6, services, 'eth0') : [];
}

export function routerLines(site: SiteLayout): string[] {
  const {ipv6, carrier} = site;
  if (ipv6 === undefined) return [];
  const wan = carrier === undefined ? edgeLines(ipv6, site, 'wan') : behindCarrierLines(ipv6);
  return [...wan, `addr add ${ipv6.lanAddress}/64 dev lan nodad`];
}

export function carrierLines(site: SiteLayout): string[] {
  const {ipv6} = site;
  if (ipv6 === undefined) return [];
  return [
    ...edgeLines(ipv6, site, 'wan'),
    `addr add ${ipv6.carrierAddress}/64 dev lan nodad`,
    `route add ${ipv6.lanCidr} via ${ipv6.siteAddress} dev lan`,
  ];
}

export function hostLines({ipv6: site}: SiteLayout, {ipv6: address}: HostLayout): string[] {
  if (site === undefined || address === undefined) return [];
  return [
    `addr add ${address}/64 dev eth0 nodad`,
    `route add default via ${site.lanAddress} dev eth0`,
  ];
}

/** Kernel settings of a namespace with IPv6, for `sysctl`. */
export const IPV6_SETTINGS = [
  'net.ipv6.conf.all.disable_ipv6=0',
  // Also for the link-local addresses, which the kernel gives by itself.
  'net.ipv6.conf.all.accept_dad=0',
  'net.ipv6.conf.default.accept_dad=0',
];

export const IPV6_ROUTER_SETTINGS = [
  'net.ipv6.conf.all.forwarding=1',
  'net.bridge.bridge-nf-call-ip6tables=0',
];

function coreEndLines({coreInterface, mac}: Attachment, link: Ipv6Link | undefined): string[] {
  if (link === undefined) return [];
  return [
    `addr add ${link.coreAddress}/64 dev ${coreInterface} nodad`,
    `neigh replace ${link.address} lladdr ${mac} dev ${coreInterface} nud permanent`,
  ];
}

function edgeLines(
  {address, coreAddress}: Ipv6Link,
  {coreMac}: Attachment,
  device: string,
): string[] {
  return [
    `addr add ${address}/64 dev ${device} nodad`,
    `neigh replace ${coreAddress} lladdr ${coreMac} dev ${device} nud permanent`,
    `route add default via ${coreAddress} dev ${device}`,
  ];
}

function behindCarrierLines({siteAddress, carrierAddress}: Ipv6Network): string[] {
  return [
    `addr add ${siteAddress}/64 dev wan nodad`,
    `route add default via ${carrierAddress} dev wan`,
  ];
}
