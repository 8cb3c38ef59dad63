import * as ipv6 from './ipv6/batches.js';
import {CORE_VOID} from './names.js';
import {
  type Attachment,
  type CarrierLayout,
  edgeOf,
  type HostLayout,
  routersOf,
  type SiteLayout,
  type Topology,
} from './topology.js';

/** Texts for `ip -batch`: one process for many commands keeps a lab of thirty namespaces quick. */

/** Routing on in routers, IPv6 off where no site has it, a range of local ports for each host. */
export function settingsBatch(topology: Topology): string {
  const {core, services, wires, sites} = topology;
  const isIpv6 = services.ipv6 !== undefined;
  return lines([
    routerSettings(core, isIpv6),
    ...sites.flatMap((site) =>
      routersOf(site).map(({namespace}) => routerSettings(namespace, site.ipv6 !== undefined)),
    ),
    settings(services.namespace, isIpv6 ? ipv6.IPV6_SETTINGS : [IPV6_OFF]),
    ...(wires === undefined ? [] : [settings(wires, [IPV6_OFF])]),
    ...sites.flatMap((site) => site.hosts).map(hostSettings),
  ]);
}

const IPV6_OFF = 'net.ipv6.conf.all.disable_ipv6=1';

/** What stays within a LAN is no business of the router's NAT, br_netfilter or not. */
const ROUTER_SETTINGS = ['net.ipv4.ip_forward=1', 'net.bridge.bridge-nf-call-iptables=0'];

function routerSettings(namespace: string, hasIpv6: boolean): string {
  const values = hasIpv6 ? [...ipv6.IPV6_SETTINGS, ...ipv6.IPV6_ROUTER_SETTINGS] : [IPV6_OFF];
  return settings(namespace, [...values, ...ROUTER_SETTINGS]);
}

function hostSettings({namespace, localPorts: [from, to], ipv6: address}: HostLayout): string {
  const values = address === undefined ? [IPV6_OFF] : ipv6.IPV6_SETTINGS;
  return settings(namespace, [...values, `net.ipv4.ip_local_port_range=${from} ${to}`]);
}

/** `-e` lets a kernel without IPv6 or br_netfilter pass. */
function settings(namespace: string, values: readonly string[]): string {
  const all = values.map((value) => `"${value}"`);
  return `netns exec ${namespace} sysctl -q -e -w ${all.join(' ')}`;
}

/** Every veth, made inside the namespaces it joins, so that none is seen where claw runs. */
export function cableBatch(topology: Topology): string {
  const {core, services, wires, sites} = topology;
  const own = (at: Attachment) => `address ${at.mac}`;
  const cores = (at: Attachment) => `address ${at.coreMac}`;
  return lines([
    cable([CORE_VOID, core], ['void-end', core]),
    cable(
      [services.coreInterface, core, cores(services)],
      ['eth0', services.namespace, own(services)],
    ),
    ...sites.flatMap((site) => {
      const wan: CableEnd = ['wan', edgeOf(site).namespace, own(site)];
      const atCore: CableEnd = [site.coreInterface, core, cores(site)];
      if (wires === undefined) return [cable(wan, atCore)];
      return [cable(wan, [`${site.name}-up`, wires]), cable(atCore, [`${site.name}-down`, wires])];
    }),
    ...sites.flatMap(({namespace, carrier}) =>
      carrier ? [cable(['wan', namespace], ['lan', carrier.namespace])] : [],
    ),
    ...sites.flatMap((site) =>
      site.hosts.map((host) => cable(['eth0', host.namespace], [host.name, site.namespace])),
    ),
  ]);
}

type CableEnd = [device: string, namespace: string, extra?: string];

function cable(a: CableEnd, b: CableEnd): string {
  const end = ([device, namespace, extra]: CableEnd) =>
    [`name ${device}`, extra, `netns ${namespace}`].filter(Boolean).join(' ');
  return `link add ${end(a)} type veth peer ${end(b)}`;
}

/** Addresses, routes and neighbours of one namespace. */
export function addressBatch(topology: Topology, namespace: string): string {
  const specific = () => {
    if (namespace === topology.core) return coreLines(topology);
    if (namespace === topology.services.namespace) return servicesLines(topology.services);
    if (namespace === topology.wires) return topology.sites.flatMap(wireLines);
    const router = topology.sites.find((site) => site.namespace === namespace);
    if (router) return routerLines(router);
    const served = topology.sites.find((site) => site.carrier?.namespace === namespace);
    return served?.carrier ? carrierLines(served, served.carrier) : hostLines(topology, namespace);
  };
  return lines(['link set lo up', ...specific()]);
}

/**
 * The default route leads to a gateway that nobody owns: the core stays silent about addresses
 * that do not exist, as the internet mostly does. Were it to answer "no route", coturn would end
 * the whole session of a client that tried such an address.
 */
function coreLines(topology: Topology): string[] {
  const {services, sites} = topology;
  return [
    `link set void-end up`,
    `link set ${CORE_VOID} up`,
    `addr add 198.18.255.1/30 dev ${CORE_VOID}`,
    `neigh replace 198.18.255.2 lladdr 02:c1:a0:00:ff:02 dev ${CORE_VOID} nud permanent`,
    `route add default via 198.18.255.2 dev ${CORE_VOID}`,
    ...[services, ...sites].flatMap((at) => [
      `link set ${at.coreInterface} up`,
      `addr add ${at.coreAddress}/30 dev ${at.coreInterface}`,
      `neigh replace ${at.address} lladdr ${at.mac} dev ${at.coreInterface} nud permanent`,
    ]),
    ...extraAddresses(services).map(
      (address) => `route add ${address} via ${services.address} dev ${services.coreInterface}`,
    ),
    ...sites
      .filter((site) => site.nat === undefined)
      .map((site) => `route add ${site.lanCidr} via ${site.address} dev ${site.coreInterface}`),
    ...ipv6.coreLines(topology),
  ];
}

/** The far end of a /30 of the core. */
function edgeLines(at: Attachment, device: string): string[] {
  return [
    `link set ${device} up`,
    `addr add ${at.address}/30 dev ${device}`,
    `neigh replace ${at.coreAddress} lladdr ${at.coreMac} dev ${device} nud permanent`,
    `route add default via ${at.coreAddress} dev ${device}`,
  ];
}

function servicesLines(services: Topology['services']): string[] {
  const extra = extraAddresses(services).map((address) => `addr add ${address}/32 dev eth0`);
  return [...edgeLines(services, 'eth0'), ...extra, ...ipv6.servicesLines(services)];
}

function extraAddresses({alternateAddress, webAddress}: Topology['services']): string[] {
  return [alternateAddress, webAddress];
}

function wireLines(site: SiteLayout): string[] {
  return [`link set ${site.name}-up up`, `link set ${site.name}-down up`];
}

function routerLines(site: SiteLayout): string[] {
  return [
    ...(site.carrier ? behindCarrierLines(site.carrier) : edgeLines(site, 'wan')),
    'link add lan type bridge',
    `addr add ${site.lanAddress}/24 dev lan`,
    ...site.hosts.flatMap((host) => [
      `link set ${host.name} master lan`,
      `link set ${host.name} up`,
    ]),
    'link set lan up',
    ...ipv6.routerLines(site),
  ];
}

function behindCarrierLines({siteAddress, lanAddress}: CarrierLayout): string[] {
  return [
    'link set wan up',
    `addr add ${siteAddress}/30 dev wan`,
    `route add default via ${lanAddress} dev wan`,
  ];
}

function carrierLines(site: SiteLayout, {lanAddress}: CarrierLayout): string[] {
  return [
    ...edgeLines(site, 'wan'),
    'link set lan up',
    `addr add ${lanAddress}/30 dev lan`,
    ...ipv6.carrierLines(site),
  ];
}

function hostLines(topology: Topology, namespace: string): string[] {
  const places = topology.sites.flatMap((site) => site.hosts.map((host) => ({site, host})));
  return places
    .filter(({host}) => host.namespace === namespace)
    .flatMap(({site, host}) => [
      'link set eth0 up',
      `addr add ${host.address}/24 dev eth0`,
      `route add default via ${site.lanAddress} dev eth0`,
      ...ipv6.hostLines(site, host),
    ]);
}

/**
 * Without this, veth leaves checksums to hardware that is not there, and a frame that userspace
 * carries over a link arrives with a wrong one.
 */
export function offloadBatch({core, services, sites}: Topology): string {
  const off = (namespace: string, device: string) =>
    `netns exec ${namespace} ethtool -K ${device} tx off tso off gso off gro off`;
  const host = ({namespace}: HostLayout) => off(namespace, 'eth0');
  return lines([
    ...[services, ...sites].map((at) => off(core, at.coreInterface)),
    off(services.namespace, 'eth0'),
    ...sites.flatMap((site) => [
      ...routersOf(site).map(({namespace}) => off(namespace, 'wan')),
      ...site.hosts.map(host),
    ]),
  ]);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
