/** The two ends of a link to the core. Every network is a /64. */
export interface Ipv6Link {
  coreAddress: string;
  address: string;
}

/** Addresses of a site that has IPv6: routed to its hosts, without NAT. */
export interface Ipv6Network extends Ipv6Link {
  lanCidr: string;
  lanAddress: string;
  /** The two ends of the network between the site's router and its carrier's, where there is one. */
  carrierAddress: string;
  siteAddress: string;
}

/** Where TURN is; the seed and the probe have IPv4 only. */
export const SERVICES_IPV6: Ipv6Link = {coreAddress: '2001:db8::1', address: '2001:db8::2'};

/**
 * The site numbered `index`, from 1. Addresses are from 2001:db8::/32 (RFC 3849, documentation), which
 * no real network routes. They are written as their IPv4 counterparts are, in decimal digits: host
 * 198.19.10.2 is also 2001:db8:10:1::2.
 */
export function ipv6Network(index: number): Ipv6Network {
  const [link, lan, carrier] = ['', ':1', ':2'].map((net) => `2001:db8:${index}${net}::`);
  return {
    coreAddress: `${link}1`,
    address: `${link}2`,
    lanCidr: `${lan}/64`,
    lanAddress: `${lan}1`,
    carrierAddress: `${carrier}1`,
    siteAddress: `${carrier}2`,
  };
}

/** Address of the site's host at `position`, from 0. */
export function ipv6Host(index: number, position: number): string {
  return `2001:db8:${index}:1::${position + 2}`;
}
