import {readFile} from 'node:fs/promises';
import type {IceOptions} from '../../../agent/bench/protocol.js';
import type {RelayTransport, TurnServer} from '../../../agent/turn/transport.js';
import {openPathFaults, type PathFaults} from '../../../lab/faults/path-faults.js';
import type {Lab, SiteSpec} from '../../../lab/lab.js';
import {type BenchLab, RECEIVER_SITE, SENDER_SITE} from '../bench-lab.js';

/** Port-restricted cones: a direct path can be punched, and a NAT can change its mind. */
export const SITE_NAT = 'cone';
/** The site without hosts whose link is the direct path's alone. */
export const DIRECT_LINK = 'direct';

/** The site to add to a bench's lab. */
export const DIRECT_SITE: SiteSpec = {
  ...{name: DIRECT_LINK, nat: 'none', hosts: []},
  link: {up: {}, down: {}},
};

/** Leads the direct path over `DIRECT_SITE`. */
export function openFaults({lab}: BenchLab): Promise<PathFaults> {
  return openPathFaults(lab.spec, {between: [SENDER_SITE, RECEIVER_SITE], through: DIRECT_LINK});
}

/** The lab's servers for a pipe; relays only over these transports. */
export async function iceOptions(
  {access, turnServers}: Lab,
  transports: readonly RelayTransport[],
): Promise<IceOptions> {
  const [first] = access;
  const {stun, turn} = first ?? {};
  if (turn === undefined) return stun === undefined ? {} : {stun};
  const {username, password, caFile} = turn;
  const servers = turnServers
    .filter(({transport}) => transports.includes(transport))
    .map(
      ({transport, address, port}): TurnServer => ({
        ...{transport, host: address, port},
        ...{username, password},
      }),
    );
  const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
  return {
    ...(stun === undefined ? {} : {stun}),
    turn: {servers, ...(ca === undefined ? {} : {ca})},
  };
}
