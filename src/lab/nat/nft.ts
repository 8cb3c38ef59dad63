import type {NatConfig} from './config.js';
import {sourceNatRules} from './source-nat.js';

/** What a NAT's rules need to know about its router. */
export interface NatPlace {
  wanAddress: string;
  lanCidr: string;
  /** Seed of hashed port allocations. */
  seed: number;
}

/**
 * nft text that makes a router with interfaces `lan` and `wan` behave as `config` says
 * (RFC 4787 sections 4 to 6). Needs a kernel with nft nat; UDP only is filtered by scope, other
 * protocols get plain source NAT and established-only return traffic.
 *
 * Throws `NAT_UNSUPPORTED` for a mapping and allocation that do not go together.
 */
export function natRules(config: NatConfig, place: NatPlace): string {
  const blocks = [
    ...lifetime(config),
    ...memory(config),
    guardChain(config),
    ...inboundChain(config, place),
    outboundChain(config, place),
    ...rememberChain(config),
    INPUT_CHAIN,
    forwardChain(config),
  ];
  return `table ip nat {\n${blocks.join('\n')}}\n`;
}

/** True when packets of unknown flows can enter, so that the router must know where they go. */
function letsIn(config: NatConfig): boolean {
  return config.hairpin || config.filtering !== 'address-and-port-dependent';
}

/** Ends a mapping in conntrack. Set on the first packet: conntrack takes no other later. */
function lifetime({mappingTimeoutS}: NatConfig): string[] {
  if (mappingTimeoutS === undefined) return [];
  const policy = `policy = { unreplied : ${mappingTimeoutS}, replied : ${mappingTimeoutS} }`;
  return [
    block('ct timeout lifetime', ['protocol udp', 'l3proto ip', policy]),
    block('chain age', [
      'type filter hook prerouting priority -160; policy accept;',
      'meta l4proto udp ct timeout set "lifetime"',
    ]),
  ];
}

/** What the router remembers of outbound packets, beyond what conntrack does. */
function memory(config: NatConfig): string[] {
  const blocks: string[] = [];
  const {mappingTimeoutS} = config;
  const timeout = mappingTimeoutS === undefined ? '5m' : `${mappingTimeoutS}s`;
  const dynamic = ['size 65535', 'flags dynamic,timeout', `timeout ${timeout}`];
  if (letsIn(config)) {
    blocks.push(
      block('map mappings', ['type inet_service : ipv4_addr . inet_service', ...dynamic]),
    );
  }
  if (config.filtering === 'endpoint-independent') {
    blocks.push(block('set permitted', ['type inet_service', ...dynamic]));
  } else if (config.filtering === 'address-dependent') {
    blocks.push(block('set permitted', ['type inet_service . ipv4_addr', ...dynamic]));
  }
  return blocks;
}

/**
 * The filter of RFC 4787 section 5. It drops before the router can answer: were a packet of an
 * unknown flow to reach the router's own stack, conntrack would confirm an entry for it, and our
 * host's punch towards the same peer would leave from another port.
 */
function guardChain(config: NatConfig): string {
  const permit = {
    'endpoint-independent': ['iifname "wan" udp dport @permitted accept'],
    'address-dependent': ['iifname "wan" udp dport . ip saddr @permitted accept'],
    'address-and-port-dependent': [],
  }[config.filtering];
  return block('chain guard', [
    'type filter hook prerouting priority -150; policy accept;',
    ...permit,
    'iifname "wan" ct state new drop',
  ]);
}

function inboundChain(config: NatConfig, place: NatPlace): string[] {
  if (!letsIn(config)) return [];
  const rules = [];
  if (config.filtering !== 'address-and-port-dependent') {
    rules.push('iifname "wan" dnat to udp dport map @mappings');
  }
  if (config.hairpin) {
    rules.push(`iifname "lan" ip daddr ${place.wanAddress} dnat to udp dport map @mappings`);
  }
  return [
    block('chain inbound', ['type nat hook prerouting priority -100; policy accept;', ...rules]),
  ];
}

function outboundChain(config: NatConfig, place: NatPlace): string {
  const hairpin = config.hairpin
    ? [`oifname "lan" ip saddr ${place.lanCidr} ct status dnat snat to ${place.wanAddress}`]
    : [];
  return block('chain outbound', [
    'type nat hook postrouting priority 100; policy accept;',
    ...hairpin,
    ...sourceNatRules(config, place),
  ]);
}

/** After source NAT, so that the packet's source port is the external one. */
function rememberChain(config: NatConfig): string[] {
  const out = 'oifname "wan" meta l4proto udp';
  const rules: string[] = [];
  if (letsIn(config)) {
    const inside = (way: string) => `ct ${way} ip saddr . ct ${way} proto-src`;
    rules.push(
      `${out} ct direction original update @mappings { udp sport : ${inside('original')} }`,
      `${out} ct direction reply update @mappings { udp sport : ${inside('reply')} }`,
    );
  }
  if (config.filtering === 'endpoint-independent') {
    rules.push(`${out} update @permitted { udp sport }`);
  } else if (config.filtering === 'address-dependent') {
    rules.push(`${out} update @permitted { udp sport . ip daddr }`);
  }
  if (rules.length === 0) return [];
  return [
    block('chain remember', [
      'type filter hook postrouting priority 300; policy accept;',
      ...rules,
    ]),
  ];
}

/** Silence towards the inside too: an answered probe to our own external port poisons conntrack. */
const INPUT_CHAIN = block('chain input', [
  'type filter hook input priority 0; policy drop;',
  'ct state established,related accept',
  'iifname "lan" meta l4proto icmp accept',
]);

function forwardChain(config: NatConfig): string {
  return block('chain forward', [
    'type filter hook forward priority 0; policy drop;',
    'ct state established,related accept',
    // Also from LAN to LAN: where br_netfilter is loaded, bridged packets pass here too.
    'iifname "lan" accept',
    ...(letsIn(config) ? ['ct status dnat accept'] : []),
  ]);
}

function block(head: string, lines: readonly string[]): string {
  return `  ${head} {\n${lines.map((line) => `    ${line}\n`).join('')}  }\n`;
}
