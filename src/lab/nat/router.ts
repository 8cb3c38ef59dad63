import {firewallRules} from '../firewall/nft.js';
import type {FirewallProfile} from '../firewall/profile.js';
import type {NatConfig} from './config.js';
import {type NatPlace, natRules} from './nft.js';

/** What a router does to the packets it forwards. */
export interface RouterRules {
  nat: NatConfig | undefined;
  firewall: FirewallProfile;
}

/** nft text of a router's NAT and firewall. Throws `NAT_UNSUPPORTED`, `FIREWALL_INVALID`. */
export function routerRules({nat, firewall}: RouterRules, place: NatPlace): string {
  return (nat ? natRules(nat, place) : '') + firewallRules(firewall);
}

/**
 * nft text that replaces a router's NAT and firewall in one transaction, and has it forget every
 * flow: conntrack keeps its entries by zone, and nothing is known of a zone not used before.
 * `zone`: 1 to 65535. The entries of the zone before expire by themselves.
 */
export function freshRouterRules(rules: RouterRules, place: NatPlace, zone: number): string {
  const gone = ['nat', 'firewall', 'zone'].map((table) => {
    // Declaring a table first lets it be deleted whether it was there or not.
    return `table ip ${table}\ndelete table ip ${table}\n`;
  });
  return gone.join('') + zoneRules(zone) + routerRules(rules, place);
}

/** Before conntrack sees the packet. */
function zoneRules(zone: number): string {
  return `table ip zone {
  chain enter {
    type filter hook prerouting priority -300; policy accept;
    ct zone set ${zone}
  }
}
`;
}
