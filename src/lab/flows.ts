import {execa} from 'execa';
import type {FlowCount} from './lab.js';

/** Elements a router can count before it stops; one per direction of each conversation. */
const FLOWS_MAX = 65_535;

/**
 * nft text that counts packets and bytes of each UDP and TCP flow a router forwards. `ip` counts what is
 * routed (the core), `bridge` what stays within a LAN and is never routed (a site). Bytes include
 * the IP header.
 */
export function flowRules(family: 'ip' | 'bridge'): string {
  return `table ${family} flows {
  set flows {
    type inet_proto . ipv4_addr . inet_service . ipv4_addr . inet_service
    size ${FLOWS_MAX}
    flags dynamic,timeout
    timeout 1h
  }
  chain count {
    type filter hook forward priority -200; policy accept;
    meta l4proto {tcp, udp} update @flows { meta l4proto . ip saddr . th sport . ip daddr . th dport counter }
  }
}
`;
}

/** Reads the counters of one router. */
export async function readFlows(options: {
  namespace: string;
  family: 'ip' | 'bridge';
  router: string;
}): Promise<FlowCount[]> {
  const {namespace, family, router} = options;
  const list = ['nft', '-j', 'list', 'set', family, 'flows', 'flows'];
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
