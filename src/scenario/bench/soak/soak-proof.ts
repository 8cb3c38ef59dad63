import {setTimeout as delay} from 'node:timers/promises';
import type {PathReport} from '../../../agent/bench/protocol.js';
import type {SelectedPair} from '../../../agent/control/protocol.js';
import type {FlowCount, Lab, TurnPlace} from '../../../lab/lab.js';
import type {PathKind} from '../../events.js';
import {provePath} from '../../mesh/proof.js';
import {currentKind} from '../failover/path-log.js';
import type {RingPipe} from './ring.js';

/** What both ends of a connection say of their path, against what the routers counted. */
export interface PathProof {
  from: string;
  to: string;
  /** What the first end sends on, and the second; null: it has none. */
  path: PathKind | null;
  back: PathKind | null;
  isProven: boolean;
}

/** The routers are asked twice, so long apart. */
const WINDOW_MS = 2000;
/** Traffic has 20 packets and more in that time; what asks a path whether it is good again has 17. */
const BUSY_PACKETS_MIN = 18;
/** A connection may be about to return to its direct path. */
const WINDOWS_MAX = 4;

/** Looks until every path is proven, four times at most. Traffic has to run meanwhile. */
export async function provePaths(
  ring: readonly RingPipe[],
  lab: Lab,
  signal: AbortSignal,
): Promise<PathProof[]> {
  for (let windows = 1; ; windows++) {
    const proofs = await look(ring, lab, signal);
    if (windows === WINDOWS_MAX || proofs.every(({isProven}) => isProven)) return proofs;
  }
}

async function look(
  ring: readonly RingPipe[],
  lab: Lab,
  signal: AbortSignal,
): Promise<PathProof[]> {
  const before = await lab.flows();
  await delay(WINDOW_MS, undefined, {signal});
  const reports = await Promise.all(ring.map(({pipe}) => pipe.paths()));
  const flows = busyFlows(before, await lab.flows());
  return ring.map(({from, to}, index): PathProof => {
    const ends = reports[index];
    const [path, back] = [currentKind(ends?.[0]) ?? null, currentKind(ends?.[1]) ?? null];
    const isProven = provesEnds([pairOf(ends?.[0]), pairOf(ends?.[1])], flows, lab.turnServers);
    return {from, to, path, back, isProven};
  });
}

function pairOf(report?: PathReport): SelectedPair | undefined {
  return report?.connection?.pair;
}

/** Each end chooses where it sends: where the two differ, each is held to its own word. */
export function provesEnds(
  [from, to]: readonly [SelectedPair | undefined, SelectedPair | undefined],
  flows: readonly FlowCount[],
  turnServers: readonly TurnPlace[],
): boolean {
  if (!from || !to) return false;
  if (Boolean(from.relayClient) === Boolean(to.relayClient)) {
    return provePath({from, to}, flows, turnServers);
  }
  return [from, to].every((pair) =>
    pair.relayClient
      ? provePath({from: pair, to: pair}, flows, turnServers)
      : flows.some(({protocol, target, targetPort}) => {
          const {address, port} = pair.remote;
          return protocol === 'udp' && target === address && targetPort === port;
        }),
  );
}

/** Flows that carried traffic between two looks at the same counters, with what they carried. */
export function busyFlows(before: readonly FlowCount[], after: readonly FlowCount[]): FlowCount[] {
  const known = new Map(before.map((flow) => [keyOf(flow), flow]));
  return after
    .map((flow): FlowCount => {
      const {packets = 0, bytes = 0} = known.get(keyOf(flow)) ?? {};
      return {...flow, packets: flow.packets - packets, bytes: flow.bytes - bytes};
    })
    .filter(({packets}) => packets >= BUSY_PACKETS_MIN);
}

function keyOf({router, protocol, source, sourcePort, target, targetPort}: FlowCount): string {
  return [router, protocol, source, sourcePort, target, targetPort].join(' ');
}
