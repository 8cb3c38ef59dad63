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
 * between exactly these two addresses, both ways. On a relayed one each agent has a TURN client of
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
    packetsBetween(flows, to.remote, from.remote) >= PACKETS_MIN &&
    packetsBetween(flows, from.remote, to.remote) >= PACKETS_MIN
  );
}

function packetsTo(flows: readonly FlowCount[], target: Endpoint): number {
  return flows
    .filter((flow) => flow.target === target.address && flow.targetPort === target.port)
    .reduce((sum, flow) => sum + flow.packets, 0);
}

function packetsBetween(flows: readonly FlowCount[], source: Endpoint, target: Endpoint): number {
  return packetsTo(
    flows.filter((flow) => flow.source === source.address && flow.sourcePort === source.port),
    target,
  );
}
