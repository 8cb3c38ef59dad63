import type {NatAllocation, NatConfig, NatScope} from './config.js';

/** RFC 4787's abbreviations: EIM and EIF, ADM and ADF, APDM and APDF. */
const SCOPES: readonly [abbreviation: string, scope: NatScope, allocation: NatAllocation][] = [
  ['ei', 'endpoint-independent', 'port-preserving'],
  ['ad', 'address-dependent', 'seeded'],
  ['apd', 'address-and-port-dependent', 'random'],
];

/**
 * The nine kinds of NAT of RFC 4787, `eim-eif` to `apdm-apdf`, each with the allocation of ports
 * that is usual for its mapping.
 */
export const NAT_GRID: Readonly<Record<string, NatConfig>> = Object.fromEntries(
  SCOPES.flatMap(([m, mapping, allocation]) =>
    SCOPES.map(([f, filtering]) => [
      `${m}m-${f}f`,
      {mapping, filtering, allocation, hairpin: false} satisfies NatConfig,
    ]),
  ),
);
