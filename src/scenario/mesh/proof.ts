import type {SelectedPair} from '../../agent/control/protocol.js';
import type {FlowCount, TurnPlace} from '../../lab/lab.js';

interface Endpoint {
  address: string;
  port: number;
}

/** A connection exchanges more packets than this in its first round trips. */
const PACKETS_MIN = 4;

/**
 * Do the routers' counters agree with what two agents say about their path?
 *
 * Each agent's selected pair names the other as seen from outside. A direct path shows as UDP
 * between these two addresses, both ways. On a relayed one each agent has a TURN client of its own
 * for this connection, and the traffic is between these and the server: of UDP or TCP, and at a place
 * where the server speaks what the agent says it used.
 */
export function provePath(
  selected: {from?: SelectedPair; to?: SelectedPair},
  flows: readonly FlowCount[],
  turnServers: readonly TurnPlace[],
): boolean {
  const {from, to} = selected;
  if (!from || !to) return false;
  if (from.relayClient || to.relayClient) {
    return [from.relayClient, to.relayClient].every(
      (client) => client && isRelayed(flows, client, turnServers),
    );
  }
  const datagrams = flows.filter(({protocol}) => protocol === 'udp');
  return (
    isDirectBetween(datagrams, to.remote, from.remote.address) ||
    isDirectBetween(datagrams, from.remote, to.remote.address)
  );
}

function isRelayed(
  flows: readonly FlowCount[],
  client: NonNullable<SelectedPair['relayClient']>,
  turnServers: readonly TurnPlace[],
): boolean {
  const protocol = client.transport === 'udp' ? 'udp' : 'tcp';
  const own = flows.filter(
    (flow) =>
      flow.protocol === protocol &&
      flow.source === client.address &&
      flow.sourcePort === client.port,
  );
  return turnServers.some(
    (place) => place.transport === client.transport && packetsTo(own, place) >= MIN[protocol],
  );
}

/** To get a relay over TCP and TLS takes about a dozen packets before the first datagram. */
const MIN = {udp: PACKETS_MIN, tcp: 20};

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
