import type {RelayOptions} from '../turn/allocate-first.js';
import type {RelayMemory} from '../turn/relay-memory.js';
import type {PeerKind, PeerOptions} from './peer-contract.js';
import {stunServer} from './rtc-config.js';

/** The ways to a relay that a peer of this kind may take, those that the policy refuses left out. */
export function relayOptions(
  {transport}: Pick<PeerKind, 'transport'>,
  options: PeerOptions,
  memory: RelayMemory,
): RelayOptions {
  const {turn, bindAddress, policy} = options;
  const servers = turn?.servers ?? [];
  const stun = stunServer(options);
  return {
    ...turn,
    memory,
    servers: servers
      .filter((one) => transport === undefined || one.transport === transport)
      .filter((one) => {
        const place = {address: one.host, port: one.port};
        return policy?.turnServer(place, `relay-${one.transport}`).allowed !== false;
      }),
    ...(stun === undefined ? {} : {stun}),
    ...(bindAddress === undefined ? {} : {bindAddress}),
  };
}
