import ipaddr from 'ipaddr.js';
import {ClawError} from '../../errors.js';
import type {AllowRule, FirewallProfile} from './profile.js';

const PORT_MAX = 65_535;
const ESTABLISHED = 'ct state established,related accept';

/**
 * nft text that makes a router with the interface `wan` keep to `profile`; empty for `open`. What
 * is refused is dropped in silence. Priority -10 puts it before the NAT's own filter.
 *
 * Throws `FIREWALL_INVALID` for an entry of an allow-list that is not one.
 */
export function firewallRules(profile: FirewallProfile): string {
  return profile === 'open' ? '' : table('ip', profileRules(profile));
}

/**
 * The same for IPv6, where no NAT keeps out what nobody inside asked for: the firewall does, whatever
 * the profile (RFC 6092 section 3). An allow-list, whose entries are IPv4, lets nothing out.
 */
export function firewallRules6(profile: FirewallProfile): string {
  return table('ip6', profileRules6(profile));
}

function table(family: 'ip' | 'ip6', rules: readonly string[]): string {
  const all = [
    'type filter hook forward priority -10; policy accept;',
    'iifname != "wan" oifname != "wan" accept',
    ...rules,
  ];
  const chain = all.map((rule) => `    ${rule}\n`).join('');
  return `table ${family} firewall {\n  chain forward {\n${chain}  }\n}\n`;
}

function profileRules6(profile: FirewallProfile): string[] {
  const stateful = profileRules('stateful-deny');
  if (profile === 'open') return stateful;
  if (profile === 'udp-blocked') return [...profileRules(profile), ...stateful];
  return profileRules(typeof profile === 'object' ? {allow: []} : profile);
}

function profileRules(profile: Exclude<FirewallProfile, 'open'>): string[] {
  if (typeof profile === 'object') return [ESTABLISHED, ...profile.allow.map(allow), 'drop'];
  return {
    'udp-blocked': ['meta l4proto udp drop'],
    'web-only': [ESTABLISHED, 'oifname "wan" tcp dport { 80, 443 } accept', 'drop'],
    'tls-only': [ESTABLISHED, 'oifname "wan" tcp dport 443 accept', 'drop'],
    'stateful-deny': [ESTABLISHED, 'iifname "wan" drop'],
  }[profile];
}

function allow(rule: AllowRule): string {
  const {cidr, protocol, ports} = rule;
  if (!ipaddr.IPv4.isValidCIDR(cidr) || (ports && !arePorts(ports))) throw invalid(rule);
  const target = `oifname "wan" ip daddr ${cidr}`;
  if (ports === undefined) return `${target} meta l4proto ${protocol} accept`;
  return `${target} ${protocol} dport ${ports[0]}-${ports[1]} accept`;
}

function arePorts([from, to]: readonly [number, number]): boolean {
  return (
    Number.isInteger(from) && Number.isInteger(to) && 1 <= from && from <= to && to <= PORT_MAX
  );
}

function invalid({cidr, ports}: AllowRule): ClawError {
  const text = ports ? `${cidr} ports ${ports.join('-')}` : cidr;
  return new ClawError(`"${text}" is no entry of a firewall's allow-list`, {
    code: 'FIREWALL_INVALID',
    hint: 'An entry is an IPv4 network, for example 198.18.0.0/30, and ports from 1 to 65535.',
  });
}
