import type {NatConfig} from '../nat/config.js';
import type {MeasuredNat} from '../probe/classify.js';
import type {NatClass} from './certification.js';

/**
 * What the probe must see of this NAT. `allocationModelled`: whether the fabric gives ports as the
 * configuration says (the loopback fabric does not).
 */
export function askedNat(config: NatConfig | undefined, allocationModelled: boolean): NatClass {
  if (!config) return {mapping: 'none', filtering: 'endpoint-independent'};
  const {mapping, filtering} = config;
  return allocationModelled
    ? {mapping, filtering, allocation: seenAllocation(config)}
    : {mapping, filtering};
}

/** Ports that a seeded hash spreads look like any other random ones. */
function seenAllocation({allocation}: NatConfig): NonNullable<NatClass['allocation']> {
  if (typeof allocation === 'object') return 'block';
  return allocation === 'seeded' ? 'random' : allocation;
}

export function measuredNat(nat: MeasuredNat, allocationModelled: boolean): NatClass {
  const filtering = nat.filtering ?? 'unknown';
  if (!nat.reachable) return {mapping: 'unknown', filtering};
  if (!nat.translated) return {mapping: 'none', filtering};
  const mapping = nat.mapping ?? 'unknown';
  return allocationModelled
    ? {mapping, filtering, allocation: nat.allocation ?? 'unknown'}
    : {mapping, filtering};
}

export function isAsAsked(asked: NatClass, measured: NatClass): boolean {
  return (
    asked.mapping === measured.mapping &&
    asked.filtering === measured.filtering &&
    asked.allocation === measured.allocation
  );
}
