import {firewallRules, firewallRules6} from '../firewall/nft.js';
import type {FirewallProfile} from '../firewall/profile.js';
import type {NatConfig} from './config.js';
import {type NatPlace, natRules} from './nft.js';

/** What a router does to the packets it forwards. */
export interface RouterRules {
  nat: NatConfig | undefined;
  firewall: FirewallProfile;
  /** Of IPv6; absent: it has none. */
  firewall6?: FirewallProfile;
}

/** nft text of a router's NAT and firewall. Throws `NAT_UNSUPPORTED`, `FIREWALL_INVALID`. */
export function routerRules({nat, firewall, firewall6}: RouterRules, place: NatPlace): string {
  const ipv4 = (nat ? natRules(nat, place) : '') + firewallRules(firewall);
  return firewall6 === undefined ? ipv4 : ipv4 + firewallRules6(firewall6);
}

/**
 * nft text that replaces a router's NAT and firewall in one transaction, and has it forget every
 * flow: conntrack keeps its entries by zone, and nothing is known of a zone not used before.
 * `zone`: 1 to 65535. The entries of the zone before expire by themselves.
 */
export function freshRouterRules(rules: RouterRules, place: NatPlace, zone: number): string {
  const tables6 = rules.firewall6 === undefined ? [] : ['ip6 firewall', 'ip6 zone'];
  const gone = ['ip nat', 'ip firewall', 'ip zone', ...tables6].map((table) => {
    // Declaring a table first lets it be deleted whether it was there or not.
    return `table ${table}\ndelete table ${table}\n`;
  });
  const zones = zoneRules('ip', zone) + (tables6.length > 0 ? zoneRules('ip6', zone) : '');
  return gone.join('') + zones + routerRules(rules, place);
}

/** Before conntrack sees the packet. */
function zoneRules(family: 'ip' | 'ip6', zone: number): string {
  return `table ${family} zone {
  chain enter {
    type filter hook prerouting priority -300; policy accept;
    ct zone set ${zone}
  }
}
`;
}
