import {didYouMean} from '../../did-you-mean.js';
import {ClawError} from '../../errors.js';
import type {FirewallProfile} from '../firewall/profile.js';
import type {NatConfig} from './config.js';
import {NAT_GRID} from './grid.js';

/** What stands between a site's hosts and the core; presets expand to this. */
export interface SiteNetwork {
  /** NAT of the site's router; absent: the hosts have public addresses. */
  nat?: NatConfig;
  /** Firewall of the site's router; absent: open. */
  firewall?: FirewallProfile;
  /** A second NAT between the site's router and the core; only together with `nat`. */
  carrier?: NatConfig;
}

/** Port-restricted cone (RFC 3489). */
const CONE: NatConfig = {
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  allocation: 'port-preserving',
  hairpin: false,
};

/** A new random port for every destination: needs a relay against its like. */
const SYMMETRIC: NatConfig = {
  mapping: 'address-and-port-dependent',
  filtering: 'address-and-port-dependent',
  allocation: 'random',
  hairpin: false,
};

/** RFC 4787 asks for hairpin (REQ-9). */
const HOME: NatConfig = {...CONE, hairpin: true};

/** RFC 6888: mapping as in RFC 4787 (REQ-1), filtering endpoint-independent (REQ-7), and hairpin. */
const CARRIER_GRADE: NatConfig = {
  mapping: 'endpoint-independent',
  filtering: 'endpoint-independent',
  allocation: {block: [41_000, 42_023]},
  hairpin: true,
};

/** docs/nat.md describes each. */
const PRESETS: Record<string, SiteNetwork> = {
  none: {},
  cone: {nat: CONE},
  symmetric: {nat: SYMMETRIC},
  ...Object.fromEntries(Object.entries(NAT_GRID).map(([name, nat]) => [name, {nat}])),
  home: {nat: HOME},
  office: {nat: {...SYMMETRIC, mappingTimeoutS: 60}},
  enterprise: {nat: SYMMETRIC, firewall: 'tls-only'},
  hotel: {nat: SYMMETRIC, firewall: 'web-only'},
  'udp-blocked': {nat: CONE, firewall: 'udp-blocked'},
  carrier: {nat: HOME, carrier: CARRIER_GRADE},
  mobile: {nat: {...SYMMETRIC, mappingTimeoutS: 60}},
  cloud: {firewall: 'stateful-deny'},
  'cloud-nat': {nat: {...SYMMETRIC, mappingTimeoutS: 350}},
};

export const NAT_PRESETS: readonly string[] = Object.keys(PRESETS);

/** What the preset called `name` expands to. Throws `NAT_UNKNOWN`. */
export function natPreset(name: string): SiteNetwork {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset) return preset;
  const guess = didYouMean(name, NAT_PRESETS);
  throw new ClawError(`there is no NAT preset called "${name}"`, {
    code: 'NAT_UNKNOWN',
    hint: `${guess ? `Did you mean "${guess}"? ` : ''}Presets: ${NAT_PRESETS.join(', ')}.`,
  });
}
