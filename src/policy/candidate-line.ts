import {isOfOneHost, parseAddress} from './address.js';

export const CANDIDATE_TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;

/** A candidate of RFC 8839 section 5.1 with an address that can be checked. */
export interface ParsedCandidate {
  foundation: string;
  component: number;
  priority: number;
  /** As `parseAddress` has it: IPv4-mapped ones are IPv4. */
  address: string;
  port: number;
  type: (typeof CANDIDATE_TYPES)[number];
}

const LINE =
  /^(?:a=)?candidate:([A-Za-z0-9+/]{1,32}) (\d{1,3}) (udp|tcp) (\d{1,10}) (\S+) (\d{1,5}) typ (host|srflx|prflx|relay)((?: [\x21-\x7e]+ [\x21-\x7e]+)*)$/i;

/** Reads a line, or says why it cannot be checked. */
export function parseStrictCandidate(line: string): ParsedCandidate | {problem: string} {
  const words = LINE.exec(line);
  if (!words) return {problem: 'it is not a candidate line of RFC 8839'};
  const [, foundation = '', component, transport = '', priority, host = '', port, type = ''] =
    words;
  if (transport.toLowerCase() === 'tcp') return {problem: 'ICE over TCP is not used'};
  const address = parseAddress(host);
  if (!address) return {problem: `"${host}" is a name or no address, and cannot be checked`};
  if (!isOfOneHost(address)) return {problem: `${host} is not the address of one host`};
  if (Number(port) < 1 || Number(port) > 65_535) return {problem: `${port} is not a port`};
  return {
    foundation,
    component: Number(component),
    priority: Number(priority),
    address: address.toString(),
    port: Number(port),
    type: type.toLowerCase() as ParsedCandidate['type'],
  };
}

/**
 * The candidate as a line of our own words: nothing of the original is repeated unread. The related
 * address is left out: nobody needs it, and it tells of networks that the policy may hide.
 */
export function candidateLine(candidate: ParsedCandidate): string {
  const {foundation, component, priority, address, port, type} = candidate;
  const related = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0';
  return `candidate:${foundation} ${component} UDP ${priority} ${address} ${port} typ ${type}${related}`;
}
