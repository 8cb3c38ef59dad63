import type {Candidate} from '../../core/signaling/signal.js';
import type {RelayBridge} from '../turn/relay-bridge.js';
import {parseCandidateLine} from './description.js';
import type {SelectedPair} from './peer-contract.js';

/**
 * The way to another agent's relayed address, as the library sees it; undefined for other addresses,
 * and once the bridge has a peer.
 *
 * @param libraryPort where the library listens on loopback
 */
export function bridged(
  candidate: Candidate,
  bridge: RelayBridge,
  libraryPort: number,
): Candidate | undefined {
  const fields = parseCandidateLine(candidate.line);
  if (fields?.type !== 'relay' || bridge.peer) return undefined;
  const {address, port} = bridge.connect(fields, libraryPort);
  return {...candidate, line: `candidate:1 1 UDP 2130706431 ${address} ${port} typ host`};
}

/** The two relayed addresses of a bridge that has met its peer. */
export function relayedPair({peer, turn}: RelayBridge): SelectedPair | undefined {
  if (!peer) return undefined;
  const {relayed, mapped, transport} = turn;
  return {
    local: {address: relayed.address, port: relayed.port, type: 'relay'},
    remote: {address: peer.address, port: peer.port, type: 'relay'},
    relayClient: {...mapped, transport},
  };
}

/** Whether the NAT showed the bridge's socket at two addresses. */
export function seenAtTwoAddresses({turn: {mapped, mappedElsewhere}}: RelayBridge): boolean {
  if (!mapped || !mappedElsewhere) return false;
  return mapped.address !== mappedElsewhere.address || mapped.port !== mappedElsewhere.port;
}
