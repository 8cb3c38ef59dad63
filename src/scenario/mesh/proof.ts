import type {SelectedPair} from '../../agent/control/protocol.js';
import type {FlowCount} from '../../lab/lab.js';

interface Endpoint {
  address: string;
  port: number;
}

/** A connection exchanges more packets than this in its first round trips. */
const PACKETS_MIN = 4;

/**
 * Do the routers' counters agree with what two agents say about their path?
 *
 * Each agent's selected pair names the other as seen from outside. A direct path shows as traffic
 * between these two addresses, both ways. On a relayed one each agent has a TURN client of
 * its own for this connection, and the traffic is between these and the server.
 */
export function provePath(
  selected: {from?: SelectedPair; to?: SelectedPair},
  flows: readonly FlowCount[],
  turnServers: readonly Endpoint[],
): boolean {
  const {from, to} = selected;
  if (!from || !to) return false;
  if (from.relayClient || to.relayClient) {
    return [from.relayClient, to.relayClient].every(
      (client) =>
        client &&
        turnServers.some((server) => packetsBetween(flows, client, server) >= PACKETS_MIN),
    );
  }
  return (
    isDirectBetween(flows, to.remote, from.remote.address) ||
    isDirectBetween(flows, from.remote, to.remote.address)
  );
}

/**
 * Traffic both ways between one agent's address, port and all, and the other's address. The socket
 * belongs to this connection alone, so it proves the path even where a symmetric NAT gave the other
 * side a port that its peer does not know by name.
 */
function isDirectBetween(flows: readonly FlowCount[], socket: Endpoint, other: string): boolean {
  const out = flows.filter(
    (flow) =>
      flow.source === socket.address && flow.sourcePort === socket.port && flow.target === other,
  );
  const back = flows.filter((flow) => flow.source === other);
  return packetsOf(out) >= PACKETS_MIN && packetsTo(back, socket) >= PACKETS_MIN;
}

function packetsTo(flows: readonly FlowCount[], target: Endpoint): number {
  return packetsOf(
    flows.filter((flow) => flow.target === target.address && flow.targetPort === target.port),
  );
}

function packetsOf(flows: readonly FlowCount[]): number {
  return flows.reduce((sum, flow) => sum + flow.packets, 0);
}

function packetsBetween(flows: readonly FlowCount[], source: Endpoint, target: Endpoint): number {
  return packetsTo(
    flows.filter((flow) => flow.source === source.address && flow.sourcePort === source.port),
    target,
  );
}
