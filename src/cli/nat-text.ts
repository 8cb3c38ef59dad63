import type {MeasuredNat} from '../lab/probe/classify.js';

/** A measured NAT as aligned lines. */
export function natText(nat: MeasuredNat): string {
  if (!nat.reachable) return 'nothing came back from the STUN server';
  const {externalAddress = 'unknown', filtering = 'unknown'} = nat;
  const rows = nat.translated
    ? [
        ['mapping', nat.mapping ?? 'unknown'],
        ['filtering', filtering],
        ['allocation', nat.allocation ?? 'unknown'],
        ['address', externalAddress],
      ]
    : [
        ['mapping', 'none: the address is not translated'],
        ['filtering', filtering],
        ['address', externalAddress],
      ];
  return rows.map(([name = '', value]) => `${name.padEnd(10)}  ${value}`).join('\n');
}
