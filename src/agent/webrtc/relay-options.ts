import type {RelayOptions} from '../turn/allocate-first.js';
import type {RelayMemory} from '../turn/relay-memory.js';
import type {PeerKind, PeerOptions} from './peer-contract.js';
import {parseHostPort} from './rtc-config.js';

/** The ways to a relay that a peer of this kind may take. */
export function relayOptions(
  {transport}: Pick<PeerKind, 'transport'>,
  {turn, stun, bindAddress}: PeerOptions,
  memory: RelayMemory,
): RelayOptions {
  const servers = turn?.servers ?? [];
  return {
    ...turn,
    memory,
    servers: servers.filter((one) => transport === undefined || one.transport === transport),
    ...(stun === undefined ? {} : {stun: parseHostPort(stun)}),
    ...(bindAddress === undefined ? {} : {bindAddress}),
  };
}
