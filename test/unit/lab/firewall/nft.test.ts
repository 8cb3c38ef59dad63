import {expect, it} from 'vitest';
import {firewallRules, firewallRules6} from '../../../../src/lab/firewall/nft.js';
import type {AllowRule, FirewallProfile} from '../../../../src/lab/firewall/profile.js';

/** What differs from profile to profile. */
function rules(profile: FirewallProfile, write = firewallRules): string[] {
  const lines = write(profile)
    .split('\n')
    .map((line) => line.trim());
  const common = 'iifname != "wan" oifname != "wan" accept';
  return lines.slice(lines.indexOf(common) + 1, lines.indexOf('}'));
}

const established = 'ct state established,related accept';

it('writes a chain before the NAT filter, and lets the LAN be', () => {
  expect(firewallRules('udp-blocked')).toBe(`table ip firewall {
  chain forward {
    type filter hook forward priority -10; policy accept;
    iifname != "wan" oifname != "wan" accept
    meta l4proto udp drop
  }
}
`);
});

it('writes nothing for open', () => {
  expect(firewallRules('open')).toBe('');
});

it.each([
  ['web-only', [established, 'oifname "wan" tcp dport { 80, 443 } accept', 'drop']],
  ['tls-only', [established, 'oifname "wan" tcp dport 443 accept', 'drop']],
  ['stateful-deny', [established, 'iifname "wan" drop']],
] as const)('%s', (profile, expected) => {
  expect(rules(profile)).toEqual(expected);
});

it('writes an allow-list', () => {
  const allow: AllowRule[] = [
    {cidr: '198.18.0.0/30', protocol: 'udp', ports: [3478, 3479]},
    {cidr: '198.19.2.0/24', protocol: 'tcp'},
  ];
  expect(rules({allow})).toEqual([
    established,
    'oifname "wan" ip daddr 198.18.0.0/30 udp dport 3478-3479 accept',
    'oifname "wan" ip daddr 198.19.2.0/24 meta l4proto tcp accept',
    'drop',
  ]);
});

it.each<[FirewallProfile, string[]]>([
  ['open', [established, 'iifname "wan" drop']],
  ['stateful-deny', [established, 'iifname "wan" drop']],
  ['udp-blocked', ['meta l4proto udp drop', established, 'iifname "wan" drop']],
  ['web-only', [established, 'oifname "wan" tcp dport { 80, 443 } accept', 'drop']],
  ['tls-only', [established, 'oifname "wan" tcp dport 443 accept', 'drop']],
  [{allow: [{cidr: '198.18.0.0/30', protocol: 'udp'}]}, [established, 'drop']],
])('keeps IPv6 that nobody asked for out, with %j', (profile, expected) => {
  expect(firewallRules6(profile)).toMatch(/^table ip6 firewall {/);
  expect(rules(profile, firewallRules6)).toEqual(expected);
});

it.each<AllowRule>([
  {cidr: '198.18.0.0', protocol: 'udp'},
  {cidr: '0.0.0.0/0 accept; drop', protocol: 'udp'},
  {cidr: '198.18.0.0/30', protocol: 'tcp', ports: [0, 80]},
  {cidr: '198.18.0.0/30', protocol: 'tcp', ports: [90, 80]},
  {cidr: '198.18.0.0/30', protocol: 'tcp', ports: [80, 70_000]},
])('refuses %o', (rule) => {
  expect(() => firewallRules({allow: [rule]})).toThrow(
    expect.objectContaining({code: 'FIREWALL_INVALID', exitCode: 2}),
  );
});
