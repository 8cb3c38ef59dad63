import {type Network, parseNetwork} from '../../policy/address.js';
import type {PolicyEnforcer} from '../../policy/enforcer.js';
import type {Policy} from '../../policy/policy.js';
import {restrictsNothing} from '../../policy/restricts-nothing.js';
import {namedIn, type SourceQuestion, sourceRanges} from '../../policy/source-ranges.js';
import {compileSources} from './compile.js';
import {Code, encodeInstructions} from './instruction.js';

export interface SocketAddress {
  address: string;
  port: number;
}

/** Who may be heard besides the STUN server: nobody yet, or an agent, known by name or not. */
export type Heard = 'nobody' | {agent: string | undefined};

const EVERYTHING = encodeInstructions([{code: Code.result, jt: 0, jf: 0, k: 0xffff_ffff}]);
const NOBODY: SourceQuestion = {hears: () => false, networks: [], ports: []};

/**
 * Filters for the sockets of direct peers, kept as long as the policy is the same. To make one can take
 * long where the policy has hundreds of networks; agents of the same zones share theirs.
 */
class Programs {
  readonly policy: Policy;
  readonly #enforcer: PolicyEnforcer;
  readonly #made = new Map<string, Uint8Array | Error>();

  constructor(enforcer: PolicyEnforcer) {
    this.#enforcer = enforcer;
    this.policy = enforcer.policy;
  }

  for(heard: Heard, stun: SocketAddress | undefined): Uint8Array {
    const zones = heard === 'nobody' ? heard : this.#enforcer.zonesOf(heard.agent);
    const key = JSON.stringify([zones, stun]);
    const program = this.#made.get(key) ?? this.#make(heard, stun);
    this.#made.set(key, program);
    if (program instanceof Error) throw program;
    return program;
  }

  #make(heard: Heard, stun: SocketAddress | undefined): Uint8Array | Error {
    if (heard !== 'nobody' && restrictsNothing(this.policy)) return EVERYTHING;
    const question = heard === 'nobody' ? NOBODY : this.#questionOf(heard.agent);
    const ranges = sourceRanges(withServer(question, stun));
    try {
      return encodeInstructions(compileSources(ranges));
    } catch (error) {
      return error as Error;
    }
  }

  #questionOf(agent: string | undefined): SourceQuestion {
    return {...namedIn(this.policy), hears: (from) => this.#enforcer.hears(from, agent)};
  }
}

const programs = new WeakMap<PolicyEnforcer, Programs>();

/**
 * The filter of a direct peer under the policy as it is now.
 *
 * @param stun the server that the peer asks, if any
 * @throws Error when it would be longer than the kernel takes
 */
export function programFor(
  enforcer: PolicyEnforcer,
  heard: Heard,
  stun: SocketAddress | undefined,
): Uint8Array {
  const known = programs.get(enforcer);
  const current = known?.policy === enforcer.policy ? known : new Programs(enforcer);
  programs.set(enforcer, current);
  return current.for(heard, stun);
}

function withServer(question: SourceQuestion, stun: SocketAddress | undefined): SourceQuestion {
  const network = stun && parseNetwork(stun.address);
  if (!stun || !network) return question;
  return {
    hears: (from) => isServer(from, network, stun.port) || question.hears(from),
    networks: [...question.networks, network],
    ports: [...question.ports, [stun.port, stun.port]],
  };
}

function isServer({address, port}: SocketAddress, [server]: Network, serverPort: number): boolean {
  return address === server.toString() && port === serverPort;
}
