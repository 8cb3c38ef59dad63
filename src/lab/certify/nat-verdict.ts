import type {NatConfig, NatScope} from '../nat/config.js';
import type {SiteNetwork} from '../nat/presets.js';
import type {MeasuredNat, SeenAllocation} from '../probe/classify.js';
import type {NatClass} from './certification.js';
import type {FirewallView} from './firewall-view.js';

/**
 * What the probe must see of the routers between a site and the core, taken together.
 * `keepsPorts`: whether a router of the fabric can keep a port (in the loopback fabric inside and
 * outside share one address, so that the port is taken).
 */
export function askedNat(
  {nat, carrier}: Pick<SiteNetwork, 'nat' | 'carrier'>,
  firewall: FirewallView['udp'],
  keepsPorts: boolean,
): NatClass {
  if (firewall === 'blocked') return {udp: 'blocked'};
  const chain = [nat, carrier].filter((config) => config !== undefined);
  const filters = chain.map(({filtering}) => filtering);
  if (firewall !== 'open') filters.push('address-and-port-dependent');
  const filtering = strictest(filters);
  if (chain.length === 0) return {udp: 'open', mapping: 'none', filtering};
  // A packet gets a new address outside as soon as one of the NATs gives it one.
  const mapping = strictest(chain.map((config) => config.mapping));
  const allocation = seenAllocation(chain);
  const isJudged = keepsPorts || allocation !== 'port-preserving';
  return {udp: 'open', mapping, filtering, ...(isJudged ? {allocation} : {})};
}

const SCOPES: readonly NatScope[] = [
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
];

function strictest(scopes: readonly NatScope[]): NatScope {
  return SCOPES.findLast((scope) => scopes.includes(scope)) ?? 'endpoint-independent';
}

/** The outermost NAT that does not keep the port decides it. */
function seenAllocation(chain: readonly NatConfig[]): SeenAllocation {
  const chosen = chain.findLast(({allocation}) => allocation !== 'port-preserving');
  if (chosen === undefined) return 'port-preserving';
  const {allocation} = chosen;
  if (typeof allocation === 'object') return 'block';
  // Ports that a seeded hash spreads look like any other random ones.
  return allocation === 'seeded' ? 'random' : allocation;
}

/** What was measured of what was asked: an allocation nobody can ask for is left out. */
export function measuredNat(nat: MeasuredNat, asked: NatClass): NatClass {
  if (!nat.reachable) return {udp: 'blocked'};
  const {filtering, allocation} = nat;
  const mapping = nat.translated ? nat.mapping : 'none';
  return {
    udp: 'open',
    ...(mapping === undefined ? {} : {mapping}),
    ...(filtering === undefined ? {} : {filtering}),
    ...(allocation === undefined || asked.allocation === undefined ? {} : {allocation}),
  };
}

/** Everything asked for was measured so; more may have been measured. */
export function isAsAsked(asked: NatClass, measured: NatClass): boolean {
  return (['udp', 'mapping', 'filtering', 'allocation'] as const).every(
    (what) => asked[what] === undefined || asked[what] === measured[what],
  );
}

/** Whether the answers left something open that was asked. */
export function isUndecided(asked: NatClass, measured: NatClass): boolean {
  return (['mapping', 'filtering', 'allocation'] as const).some(
    (what) => asked[what] !== undefined && measured[what] === undefined,
  );
}
