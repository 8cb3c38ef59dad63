import {execa} from 'execa';
import type {FlowCount} from './lab.js';

/** Elements a router can count before it stops; one per direction of each conversation. */
const FLOWS_MAX = 65_535;

/**
 * What is counted: `ip` and `ip6` what is routed (the core), `bridge` (IPv4) and `bridge6` (IPv6) what
 * stays within a LAN and is never routed (a site).
 */
type Counted = keyof typeof COUNTED;

const IPV4 = {address: 'ipv4_addr', header: 'ip'};
const IPV6 = {address: 'ipv6_addr', header: 'ip6'};
const COUNTED = {
  ip: {table: 'ip flows', ...IPV4},
  ip6: {table: 'ip6 flows', ...IPV6},
  bridge: {table: 'bridge flows', ...IPV4},
  bridge6: {table: 'bridge flows6', ...IPV6},
};

/**
 * nft text that counts packets and bytes of each UDP and TCP flow a router forwards. Bytes include the
 * IP header.
 */
export function flowRules(counted: Counted): string {
  const {table, address, header} = COUNTED[counted];
  return `table ${table} {
  set flows {
    type inet_proto . ${address} . inet_service . ${address} . inet_service
    size ${FLOWS_MAX}
    flags dynamic,timeout
    timeout 1h
  }
  chain count {
    type filter hook forward priority -200; policy accept;
    meta l4proto {tcp, udp} update @flows { meta l4proto . ${header} saddr . th sport . ${header} daddr . th dport counter }
  }
}
`;
}

/** Reads the counters of one router. */
export async function readFlows(options: {
  namespace: string;
  counted: Counted;
  router: string;
}): Promise<FlowCount[]> {
  const {namespace, counted, router} = options;
  const list = ['nft', '-j', 'list', 'set', ...COUNTED[counted].table.split(' '), 'flows'];
  const {stdout} = await execa('ip', ['netns', 'exec', namespace, ...list]);
  return parseFlows(stdout, router);
}

/** Parses `nft -j list set`. */
export function parseFlows(json: string, router: string): FlowCount[] {
  const {nftables} = JSON.parse(json) as {nftables: {set?: {elem?: NftElement[]}}[]};
  return nftables.flatMap(({set}) => (set?.elem ?? []).map(({elem}) => flowOf(elem, router)));
}

interface NftElement {
  elem: {
    val: {concat: [FlowCount['protocol'], string, number, string, number]};
    counter: {packets: number; bytes: number};
  };
}

function flowOf({val, counter}: NftElement['elem'], router: string): FlowCount {
  const [protocol, source, sourcePort, target, targetPort] = val.concat;
  const {packets, bytes} = counter;
  return {protocol, source, sourcePort, target, targetPort, packets, bytes, router};
}
