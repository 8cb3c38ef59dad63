import type {RelayBridge} from '../turn/relay-bridge.js';
import type {SelectedPair} from './peer-contract.js';

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
