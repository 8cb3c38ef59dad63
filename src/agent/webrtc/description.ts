import type {Candidate} from '../../core/signaling/signal.js';

/** A description without its candidates: they travel beside it, where they can be filtered. */
export function withoutCandidates(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => !/^a=(candidate|end-of-candidates)/.test(line))
    .join('\r\n');
}

/** The offer with the question who opens DTLS settled (RFC 8842 section 5). */
export function withDtlsClient(offer: string, client: 'caller' | 'callee'): string {
  return offer.replaceAll(
    'a=setup:actpass',
    client === 'caller' ? 'a=setup:active' : 'a=setup:passive',
  );
}

/** The same offer from nobody: no certificate has an all-zero digest. */
export function withoutFingerprint(offer: string): string {
  const nobody = Array.from({length: 32}, () => '00').join(':');
  return offer.replaceAll(/a=fingerprint:sha-256 \S+/g, `a=fingerprint:sha-256 ${nobody}`);
}

export interface CandidateFields {
  address: string;
  port: number;
  type: string;
}

/** Address, port and type of a candidate line (RFC 8839 section 5.1). */
export function parseCandidateLine(line: string): CandidateFields | undefined {
  const words = line.replace(/^a=/, '').split(' ');
  const [address, port, typ, type] = words.slice(4, 8);
  if (!words[0]?.startsWith('candidate:') || typ !== 'typ' || !address || !type) return undefined;
  const portNumber = Number(port);
  return Number.isInteger(portNumber) ? {address, port: portNumber, type} : undefined;
}

/** The port of a description's host candidates; undefined without any. */
export function localPort(sdp: string): number | undefined {
  const lines = sdp.split(/\r?\n/).map(parseCandidateLine);
  return lines.find((fields) => fields?.type === 'host')?.port;
}

/** The same candidate at another address. */
export function readdress(
  candidate: Candidate,
  target: {address: string; port: number},
): Candidate {
  const words = candidate.line.split(' ');
  words[4] = target.address;
  words[5] = String(target.port);
  return {...candidate, line: words.join(' ')};
}
