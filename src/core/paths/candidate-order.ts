import type {Candidate} from '../signaling/signal.js';

export interface OrderedCandidates {
  now: Candidate[];
  /** Unlikely to work: to be tried only when the others have not connected within a while. */
  later: Candidate[];
}

/**
 * ICE paces its checks 50 ms apart (RFC 8445 section 14.2) and tries host candidates first, so the
 * private address of a peer in another network delays the check that works by a whole slot. A peer
 * with a server-reflexive candidate is behind a NAT; unless both sides are seen at the same public
 * address, its host candidates wait. Those of IPv6 do not: there is no NAT before them.
 */
export function orderCandidates(
  localPublic: ReadonlySet<string>,
  remote: readonly Candidate[],
): OrderedCandidates {
  const isLate = (candidate: Candidate) =>
    candidateType(candidate) === 'host' && !addressOf(candidate).includes(':');
  if (!isTranslated(remote) || inSameNetwork(localPublic, remote))
    return {now: [...remote], later: []};
  return {
    now: remote.filter((candidate) => !isLate(candidate)),
    later: remote.filter(isLate),
  };
}

/**
 * Whether a peer is in this agent's own network: behind the same NAT, or, where there is none, in
 * the same /24, for IPv6 the same /64.
 */
export function inSameNetwork(
  localPublic: ReadonlySet<string>,
  remote: readonly Candidate[],
): boolean {
  const seen = publicAddresses(remote);
  if (isTranslated(remote)) return seen.some((address) => localPublic.has(address));
  const subnets = new Set([...localPublic].map(subnetOf));
  return seen.some((address) => subnets.has(subnetOf(address)));
}

/** The addresses an agent is seen at from outside: reflexive ones, or its own when not translated. */
export function publicAddresses(candidates: readonly Candidate[]): string[] {
  const type = isTranslated(candidates) ? 'srflx' : 'host';
  return candidates.filter((candidate) => candidateType(candidate) === type).map(addressOf);
}

function subnetOf(address: string): string {
  if (!address.includes(':')) return address.slice(0, address.lastIndexOf('.'));
  const [before = [], after = []] = address.split('::').map((part) => part.split(':'));
  const zeros = Array.from({length: Math.max(0, 8 - before.length - after.length)}, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

function addressOf(candidate: Candidate): string {
  return candidate.line.split(' ')[4] ?? '';
}

function isTranslated(candidates: readonly Candidate[]): boolean {
  return candidates.some((candidate) => candidateType(candidate) === 'srflx');
}

function candidateType(candidate: Candidate): string | undefined {
  return candidate.line.split(' ')[7];
}
