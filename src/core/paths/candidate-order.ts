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
 * address, its host candidates wait.
 */
export function orderCandidates(
  local: readonly Candidate[],
  remote: readonly Candidate[],
): OrderedCandidates {
  const publicRemote = addresses(remote, 'srflx');
  const publicLocal = addresses(local, 'srflx');
  const sameNetwork = [...publicRemote].some((address) => publicLocal.has(address));
  if (publicRemote.size === 0 || sameNetwork) return {now: [...remote], later: []};
  return {
    now: remote.filter((candidate) => typeOf(candidate) !== 'host'),
    later: remote.filter((candidate) => typeOf(candidate) === 'host'),
  };
}

function addresses(candidates: readonly Candidate[], type: string): Set<string> {
  const found = candidates.filter((candidate) => typeOf(candidate) === type);
  return new Set(found.map((candidate) => candidate.line.split(' ')[4] ?? ''));
}

function typeOf(candidate: Candidate): string | undefined {
  return candidate.line.split(' ')[7];
}
