import {ClawError} from '../../errors.js';
import type {NatConfig, NatScope} from './config.js';

/** Ports of hashed and sequential allocation: few enough to read, enough that few collide. */
const POOL = [40_000, 42_047] as const;

/** The rules of the outbound chain that choose the external port (RFC 4787 section 4). */
export function sourceNatRules(
  config: NatConfig,
  place: {wanAddress: string; seed: number},
): string[] {
  const {mapping, allocation} = config;
  const plain = `oifname "wan" snat to ${place.wanAddress}`;
  const symmetric = mapping === 'address-and-port-dependent';
  if (allocation === 'port-preserving') {
    if (mapping !== 'endpoint-independent') throw unsupported(config);
    return [plain];
  }
  if (allocation === 'random' && symmetric) return [`${plain} fully-random`];
  if (allocation === 'sequential') {
    if (!symmetric) throw unsupported(config);
    return [`${udp(place)} : numgen inc mod ${poolMap(POOL)}`, plain];
  }
  if (typeof allocation === 'object' && mapping !== 'address-dependent') {
    const [from, to] = allocation.block;
    return [`${udp(place)}:${from}-${to}${symmetric ? ' fully-random' : ''}`, plain];
  }
  const pool = typeof allocation === 'object' ? allocation.block : POOL;
  const seed = `seed ${place.seed >>> 0}`;
  return [`${udp(place)} : jhash ${hashKey(mapping)} mod ${poolMap(pool, seed)}`, plain];
}

function udp(place: {wanAddress: string}): string {
  return `oifname "wan" meta l4proto udp snat to ${place.wanAddress}`;
}

function hashKey(mapping: NatScope): string {
  return {
    'endpoint-independent': 'ip saddr . udp sport',
    'address-dependent': 'ip saddr . udp sport . ip daddr',
    'address-and-port-dependent': 'ip saddr . udp sport . ip daddr . udp dport',
  }[mapping];
}

/** Always through a map: nft's `offset` without one gives ports with their bytes swapped. */
function poolMap([from, to]: readonly [number, number], seed = ''): string {
  const size = to - from + 1;
  const entries = Array.from({length: size}, (_, index) => `${index} : ${from + index}`);
  return `${[size, seed].filter(Boolean).join(' ')} map { ${entries.join(', ')} }`;
}

function unsupported(config: NatConfig): ClawError {
  const {mapping, allocation} = config;
  return new ClawError(`a NAT cannot have ${mapping} mapping and ${allocation} allocation`, {
    code: 'NAT_UNSUPPORTED',
    hint: 'Use port-preserving with endpoint-independent mapping, sequential with address-and-port-dependent mapping, or seeded.',
  });
}
