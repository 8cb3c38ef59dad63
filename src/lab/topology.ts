import {ClawError} from '../errors.js';
import type {FirewallProfile} from './firewall/profile.js';
import {
  type Ipv6Link,
  type Ipv6Network,
  ipv6Host,
  ipv6Network,
  SERVICES_IPV6,
} from './ipv6/network.js';
import type {LabSpec, SiteSpec} from './lab.js';
import type {LinkModels} from './links/model.js';
import {CORE, carrierName, checkNames, namespaceName, SERVICES, WIRES} from './names.js';
import type {NatConfig} from './nat/config.js';
import {siteNetwork} from './nat/site-network.js';

/** Who is where, with which address: what a lab looks like before any command is written. */
export interface Topology {
  core: string;
  services: Attachment & {
    namespace: string;
    alternateAddress: string;
    webAddress: string;
    /** Absent: no site has IPv6. */
    ipv6?: Ipv6Link;
  };
  /** Namespace the userspace links run in; absent when the kernel impairs the links. */
  wires?: string;
  sites: SiteLayout[];
}

/** A point-to-point /30 between the core and a neighbour of it. */
export interface Attachment {
  /** Interface at the core's end. */
  coreInterface: string;
  coreAddress: string;
  coreMac: string;
  address: string;
  mac: string;
}

/** The attachment is that of the router nearest to the core: the carrier's where there is one. */
export interface SiteLayout extends Attachment {
  name: string;
  /** Namespace of the site's router. */
  namespace: string;
  natName: string;
  /** Absent: the site's hosts have public addresses. */
  nat: NatConfig | undefined;
  firewall: FirewallProfile;
  /** A second router with a NAT between the site's and the core. */
  carrier?: CarrierLayout;
  lanCidr: string;
  lanAddress: string;
  hosts: HostLayout[];
  link: LinkModels;
  /** Absent: IPv4 only. */
  ipv6?: Ipv6Network;
}

export interface CarrierLayout {
  namespace: string;
  nat: NatConfig;
  /** The network between the two routers: shared address space (RFC 6598). */
  lanCidr: string;
  lanAddress: string;
  /** Address of the site's router in it. */
  siteAddress: string;
}

/** A router of a site as its rules see it. */
export interface RouterLayout {
  title: string;
  namespace: string;
  nat: NatConfig | undefined;
  firewall: FirewallProfile;
  /** What its IPv6 firewall adds to letting in only what was asked for; absent: it has none. */
  firewall6?: FirewallProfile;
  wanAddress: string;
  lanCidr: string;
}

export interface HostLayout {
  name: string;
  namespace: string;
  address: string;
  /** Absent: IPv4 only. */
  ipv6?: string;
  /** First and last local port. */
  localPorts: readonly [number, number];
}

/** STUN is asked here and TURN at the first address, so that agents see whether a NAT tells them apart. */
const ALTERNATE_ADDRESS = '198.18.0.6';
/** TURN has the ports of the web here: at the other two addresses, the seed and the probe do. */
const WEB_ADDRESS = '198.18.0.10';
export const SITES_MAX = 254;
export const HOSTS_PER_SITE_MAX = 253;
const LOCAL_PORTS = {from: 10_000, count: 55_000};

/**
 * Gives every namespace, interface and address of the lab. Public addresses are from 198.18.0.0/15
 * (RFC 2544, benchmarking), which no real network routes.
 *
 * Throws `LAB_NAME_INVALID`, `LAB_TOO_LARGE`, `NAT_UNKNOWN`.
 */
export function layOut(spec: LabSpec): Topology {
  checkNames(spec);
  if (spec.sites.length > SITES_MAX) {
    throw tooLarge(`${spec.sites.length} sites are more than the ${SITES_MAX} a lab can have`);
  }
  const named = (name: string) => namespaceName(spec.ownerPid, name);
  return {
    core: named(CORE),
    services: {
      namespace: named(SERVICES),
      ...attachment(SERVICES, 0),
      alternateAddress: ALTERNATE_ADDRESS,
      webAddress: WEB_ADDRESS,
      ...(spec.sites.some(({ipv6}) => ipv6) ? {ipv6: SERVICES_IPV6} : {}),
    },
    ...(spec.linkDriver === 'userspace' ? {wires: named(WIRES)} : {}),
    sites: spec.sites.map((site, index) => layOutSite(site, index + 1, named)),
  };
}

/** Every namespace of the lab, routers first. */
export function namespacesOf(topology: Topology): string[] {
  return [
    topology.core,
    topology.services.namespace,
    ...(topology.wires === undefined ? [] : [topology.wires]),
    ...topology.sites.flatMap((site) => routersOf(site).map(({namespace}) => namespace)),
    ...topology.sites.flatMap((site) => site.hosts.map((host) => host.namespace)),
  ];
}

/** The routers between a site's hosts and the core, the hosts' own first. */
export function routersOf(site: SiteLayout): RouterLayout[] {
  const {carrier} = site;
  return carrier === undefined
    ? [siteRouter(site)]
    : [siteRouter(site), carrierRouter(site, carrier)];
}

/** The router of a site that the core sees. */
export function edgeOf(site: SiteLayout): RouterLayout {
  return site.carrier === undefined ? siteRouter(site) : carrierRouter(site, site.carrier);
}

function siteRouter({name, natName, namespace, nat, firewall, ...site}: SiteLayout): RouterLayout {
  return {
    title: `router ${name} (${natName})`,
    namespace,
    nat,
    firewall,
    ...(site.ipv6 ? {firewall6: firewall} : {}),
    wanAddress: site.carrier?.siteAddress ?? site.address,
    lanCidr: site.lanCidr,
  };
}

function carrierRouter(site: SiteLayout, {namespace, nat, lanCidr}: CarrierLayout): RouterLayout {
  return {
    title: `carrier of ${site.name}`,
    namespace,
    nat,
    firewall: 'open',
    wanAddress: site.address,
    lanCidr,
  };
}

function attachment(name: string, index: number): Attachment {
  // Fixed hardware addresses let both ends know each other without ARP, which a lossy link would
  // lose like any other frame.
  const macOf = (end: number) => `02:c1:a0:00:${index.toString(16).padStart(2, '0')}:0${end}`;
  return {
    coreInterface: name,
    coreAddress: `198.18.${index}.1`,
    coreMac: macOf(1),
    address: `198.18.${index}.2`,
    mac: macOf(2),
  };
}

function layOutSite(site: SiteSpec, index: number, named: (name: string) => string): SiteLayout {
  if (site.hosts.length > HOSTS_PER_SITE_MAX) {
    throw tooLarge(
      `${site.hosts.length} hosts are more than the ${HOSTS_PER_SITE_MAX} a site can have`,
    );
  }
  const {nat, firewall = 'open', carrier} = siteNetwork(site);
  const lan = nat ? `10.${index}.0` : `198.19.${index}`;
  return {
    ...attachment(site.name, index),
    name: site.name,
    namespace: named(site.name),
    natName: site.nat,
    nat,
    firewall,
    ...(carrier ? {carrier: layOutCarrier(site.name, index, carrier, named)} : {}),
    lanCidr: `${lan}.0/24`,
    lanAddress: `${lan}.1`,
    hosts: site.hosts.map((name, position) => ({
      name,
      namespace: named(name),
      address: `${lan}.${position + 2}`,
      ...(site.ipv6 ? {ipv6: ipv6Host(index, position)} : {}),
      localPorts: localPorts(position, site.hosts.length),
    })),
    link: site.link,
    ...(site.ipv6 ? {ipv6: ipv6Network(index)} : {}),
  };
}

function layOutCarrier(
  site: string,
  index: number,
  nat: NatConfig,
  named: (name: string) => string,
): CarrierLayout {
  const network = `100.64.${index}`;
  return {
    namespace: named(carrierName(site)),
    nat,
    lanCidr: `${network}.0/30`,
    lanAddress: `${network}.1`,
    siteAddress: `${network}.2`,
  };
}

/**
 * A share of the ports for each host of a site. Two hosts behind a port-preserving NAT that used
 * the same port would make it give one of them another, so that its mapping would no longer be
 * endpoint-independent, once in about a hundred runs. The kernel wants an even start and odd end.
 */
function localPorts(position: number, hosts: number): [number, number] {
  const share = Math.floor(LOCAL_PORTS.count / hosts / 2) * 2;
  const from = LOCAL_PORTS.from + position * share;
  return [from, from + share - 1];
}

function tooLarge(message: string): ClawError {
  return new ClawError(message, {
    code: 'LAB_TOO_LARGE',
    hint: 'Ask for fewer, or spread the hosts over more sites.',
  });
}
