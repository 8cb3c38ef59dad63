import {lookup} from 'node:dns/promises';
import {Problem} from './problem.js';

export type Family = 'IPv4' | 'IPv6';

export interface ResolvedAddress {
  family: Family;
  address: string;
}

/**
 * The first address of each family that the resolver of this machine gives, IPv4 first. Rejects
 * with a `Problem`.
 */
export async function resolveHost(host: string): Promise<ResolvedAddress[]> {
  const all = await lookup(host, {all: true}).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOTFOUND' ? '' : ` (${error.code})`;
    throw new Problem('NAME_UNRESOLVED', `the name ${host} does not resolve${why}`);
  });
  return ([4, 6] as const).flatMap((family) => {
    const address = all.find((candidate) => candidate.family === family)?.address;
    return address === undefined ? [] : [{family: `IPv${family}` as const, address}];
  });
}
