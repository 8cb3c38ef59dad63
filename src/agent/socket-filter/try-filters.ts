import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {ClawError} from '../../errors.js';
import {PolicyEnforcer} from '../../policy/enforcer.js';
import type {Policy} from '../../policy/policy.js';
import {INSTRUCTION_BYTES} from './instruction.js';
import {socketCalls} from './libc.js';
import {programFor} from './programs.js';
import {SocketFilter} from './socket-filter.js';

/** What becomes of the filters that agents would make from a policy. */
export interface FilterTrial {
  /** How many were made, of how many that can differ. */
  tried: number;
  of: number;
  /** Of the longest filter. */
  instructions: number;
  /** Why the kernel of this machine does not take it; null where it does, or has no such filters. */
  refused: string | null;
}

type Pair = readonly [local: string, remote: string];

/** To make one takes up to half a second. */
const TRIED_MAX = 32;
/** An agent of no zone; names in a policy are not empty. */
const STRANGER = '';
/** Every agent asks one at most, and its address takes room as well (RFC 5737 has this one). */
const STUN = {address: '192.0.2.1', port: 3478};
const LOOPBACK = '127.0.0.1';

/**
 * Makes the filters between agents that the policy names, and one that it does not, where they may
 * connect directly: one for those of the same zones, and of each agent before the second of any. The
 * longest is given to a socket.
 *
 * @throws ClawError `POLICY_TOO_LONG` when a filter is longer than any kernel takes
 */
export async function tryFilters(policy: Policy): Promise<FilterTrial> {
  const pairs = directPairs(policy);
  const tried = pairs.slice(0, TRIED_MAX);
  let longest: Uint8Array = new Uint8Array();
  for (const pair of tried) {
    const program = programBetween(policy, pair);
    if (program.length > longest.length) longest = program;
  }
  return {
    tried: tried.length,
    of: pairs.length,
    instructions: longest.length / INSTRUCTION_BYTES,
    refused: tried.length > 0 ? await refusalOf(longest) : null,
  };
}

function directPairs(policy: Policy): Pair[] {
  const agents = unlikeAgents(policy);
  const pairs = agents.flatMap((_, apart) =>
    agents.map((local, index): Pair => {
      return [local, agents[(index + apart) % agents.length] ?? STRANGER];
    }),
  );
  return pairs.filter(
    ([local, remote]) => enforcerOf(policy, local).path('direct', remote).allowed,
  );
}

/** The first of all that are in the same zones. */
function unlikeAgents(policy: Policy): string[] {
  const enforcer = enforcerOf(policy, STRANGER);
  const named = [...policy.zones.values()].flatMap(({agents}) => [...agents]);
  const byZones = new Map<string, string>();
  for (const name of [...named, STRANGER]) {
    const zones = JSON.stringify(enforcer.zonesOf(name));
    if (!byZones.has(zones)) byZones.set(zones, name);
  }
  return [...byZones.values()];
}

function enforcerOf(policy: Policy, local: string): PolicyEnforcer {
  return new PolicyEnforcer(policy, local, () => undefined);
}

function programBetween(policy: Policy, [local, remote]: Pair): Uint8Array {
  try {
    return programFor(enforcerOf(policy, local), {agent: remote}, STUN);
  } catch (error) {
    const own = nameOf(local);
    const other = remote === local ? 'one like it' : nameOf(remote);
    throw new ClawError(
      `${policy.file}: on Linux ${own} could not connect directly to ${other}: ` +
        (error as Error).message,
      {
        code: 'POLICY_TOO_LONG',
        hint: 'Join networks into larger ones, or name fewer (docs/policy.md says how many fit).',
        cause: error,
      },
    );
  }
}

function nameOf(agent: string): string {
  return agent === STRANGER ? 'an agent of no zone' : agent;
}

async function refusalOf(program: Uint8Array): Promise<string | null> {
  const calls = socketCalls();
  if (!calls) return null;
  const socket = createSocket('udp4').bind(0, LOOPBACK);
  try {
    await once(socket, 'listening');
    const {port} = socket.address();
    const filter = SocketFilter.open(calls, {port, address: LOOPBACK});
    try {
      filter.attach(program);
    } finally {
      filter.close();
    }
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    socket.close();
  }
}
