import {isOfOneHost, parseAddress} from './address.js';
import {candidateLine, type ParsedCandidate, parseStrictCandidate} from './candidate-line.js';
import {judgeAddress, relayOf} from './judge-address.js';
import {isOfZone, judgePath, zonesOf} from './judge-path.js';
import type {Decision, PathKind, Place, Policy} from './policy.js';
import {filterSdp} from './sdp-filter.js';

/** What was refused, for the audit log and the control socket. */
export interface Refusal {
  what:
    | 'local candidate'
    | 'remote candidate'
    | 'sdp line'
    | 'pair'
    | 'stun server'
    | 'turn server'
    | 'path';
  /** Name of the other agent, where the matter concerns one. */
  peer?: string;
  /** An address, or the text that could not be read as one. */
  address: string;
  rule?: Place;
  reason: string;
}

export interface CandidateText {
  line: string;
  mid: string;
}

export interface PairEnds {
  local: {address: string; port: number; type: string};
  remote: {address: string; port: number; type: string};
}

const TEXT_CHARS_MAX = 200;
const RELAY_KINDS = ['relay-udp', 'relay-tcp', 'relay-tls'] as const;

/**
 * A policy at work in an agent: everything that names an address passes here, and what is refused
 * is told. The policy can be replaced at any time.
 */
export class PolicyEnforcer {
  policy: Policy;
  readonly #agent: string;
  readonly #onRefused: (refusal: Refusal) => void;

  /** @param agent name of this agent, which may put it into a zone */
  constructor(policy: Policy, agent: string, onRefused: (refusal: Refusal) => void) {
    this.policy = policy;
    this.#agent = agent;
    this.#onRefused = onRefused;
  }

  /** A candidate of this agent, as others may be told it; `undefined` when they may not. */
  local({line, mid}: CandidateText): CandidateText | undefined {
    const candidate = this.#read('local candidate', line);
    const told = candidate && this.#localParsed(candidate);
    return told && {line: candidateLine(told), mid};
  }

  /** A candidate of `peer`, as the library may see it; `undefined` when it may not. */
  remote({line, mid}: CandidateText, peer?: string): CandidateText | undefined {
    const kept = this.#remoteLine(line, peer);
    return kept === undefined ? undefined : {line: kept, mid};
  }

  /**
   * Whether a packet that arrives directly from this socket may be heard: whether `peer` could have
   * told it as a candidate, of its own or of a relay that the policy names. Nobody is told.
   */
  hears({address: text, port}: {address: string; port: number}, peer?: string): boolean {
    const address = parseAddress(text);
    if (!address || !isOfOneHost(address)) return false;
    if (this.#judgeRemote({address: text, port, type: 'prflx'}, peer).allowed) return true;
    const isRelay = relayOf(this.policy, address) !== undefined;
    return isRelay && this.#judgeRemote({address: text, port, type: 'relay'}, peer).allowed;
  }

  /** Agents of the same zones are judged alike. */
  zonesOf(peer: string | undefined): readonly string[] {
    return zonesOf(this.policy, {...(peer === undefined ? {} : {agent: peer}), addresses: []});
  }

  /** A description of `peer` without any address but those of permitted candidates. */
  sdp(text: string, peer?: string): string {
    return filterSdp(
      text,
      (line) => this.#remoteLine(line, peer),
      (line) => {
        this.#refuse(
          'sdp line',
          line,
          {reason: 'it is not needed, and could name an address'},
          peer,
        );
      },
    );
  }

  /** Whether any path of this kind to `peer` may exist, as far as its name tells. */
  path(kind: PathKind, peer: string): Decision {
    const decision = this.#judgePath(kind, peer, [], {});
    if (!decision.allowed) this.#refuse('path', kind, decision, peer);
    return decision;
  }

  /** The selected pair. Both ends are judged again: what was not told may still be found. */
  pair({local, remote}: PairEnds, peer?: string, relayKind: PathKind = 'relay-udp'): Decision {
    const isRelayed =
      [local, remote].some(({type}) => type === 'relay') && !isOfZone(this.policy, remote.address);
    const own = judgeAddress(this.policy, 'local', local.address, local.port);
    const others = judgeAddress(this.policy, 'remote', remote.address, remote.port);
    const ends = isRelayed
      ? {relays: [local, remote].flatMap(({type, address}) => (type === 'relay' ? address : []))}
      : {localAddress: local.address, remoteAddress: remote.address, port: remote.port};
    const path = this.#judgePath(isRelayed ? relayKind : 'direct', peer, ends.relays ?? [], ends);
    const decision = [own, others].find(({allowed}) => !allowed) ?? path;
    if (!decision.allowed) {
      this.#refuse('pair', `${local.address} ${remote.address}`, decision, peer);
    }
    return decision;
  }

  /** A STUN server this agent would ask, by address. */
  stunServer({address, port}: {address: string; port: number}): Decision {
    const decision = judgeAddress(this.policy, 'remote', address, port);
    if (!decision.allowed) this.#refuse('stun server', address, decision);
    return decision;
  }

  /** A TURN server this agent would use, by address. */
  turnServer({address, port}: {address: string; port: number}, kind: PathKind): Decision {
    const {paths} = this.policy;
    const server = judgeAddress(this.policy, 'remote', address, port);
    const decision =
      paths && !paths.value.includes(kind)
        ? {allowed: false, rule: paths.place, reason: `${kind} is not among the paths allowed`}
        : server;
    if (!decision.allowed) this.#refuse('turn server', address, decision);
    return decision;
  }

  #localParsed(candidate: ParsedCandidate): ParsedCandidate | undefined {
    const {address, port} = candidate;
    const decision = judgeAddress(this.policy, 'local', address, port);
    if (decision.allowed) return candidate;
    this.#refuse('local candidate', address, decision);
    return undefined;
  }

  #remoteLine(line: string, peer: string | undefined): string | undefined {
    const candidate = this.#read('remote candidate', line, peer);
    if (!candidate) return undefined;
    const decision = this.#judgeRemote(candidate, peer);
    if (decision.allowed) return candidateLine(candidate);
    this.#refuse('remote candidate', candidate.address, decision, peer);
    return undefined;
  }

  #judgeRemote(
    {address, port, type}: Pick<ParsedCandidate, 'address' | 'port' | 'type'>,
    peer: string | undefined,
  ): Decision {
    const byAddress = judgeAddress(this.policy, 'remote', address, port);
    if (!byAddress.allowed) return byAddress;
    return type === 'relay' && !isOfZone(this.policy, address)
      ? this.#judgeRelays(address, peer)
      : this.#judgePath('direct', peer, [], {remoteAddress: address, port});
  }

  /** How the other agent reaches its relay is its own matter. */
  #judgeRelays(address: string, peer: string | undefined): Decision {
    const decisions = RELAY_KINDS.map((kind) => this.#judgePath(kind, peer, [address], {}));
    return decisions.find(({allowed}) => allowed) ?? (decisions[0] as Decision);
  }

  #judgePath(
    kind: PathKind,
    peer: string | undefined,
    relays: readonly string[],
    ends: {localAddress?: string; remoteAddress?: string; port?: number},
  ): Decision {
    const {localAddress, remoteAddress, port} = ends;
    return judgePath(this.policy, {
      local: {agent: this.#agent, addresses: localAddress === undefined ? [] : [localAddress]},
      remote: {
        ...(peer === undefined ? {} : {agent: peer}),
        addresses: remoteAddress === undefined ? [] : [remoteAddress],
      },
      kind,
      relays,
      ...(port === undefined ? {} : {port}),
    });
  }

  #read(what: Refusal['what'], line: string, peer?: string): ParsedCandidate | undefined {
    const candidate = parseStrictCandidate(line);
    if (!('problem' in candidate)) return candidate;
    this.#refuse(what, line, {reason: candidate.problem}, peer);
    return undefined;
  }

  #refuse(
    what: Refusal['what'],
    address: string,
    {rule, reason}: {rule?: Place; reason: string},
    peer?: string,
  ): void {
    this.#onRefused({
      what,
      ...(peer === undefined ? {} : {peer}),
      address: address.slice(0, TEXT_CHARS_MAX),
      ...(rule === undefined ? {} : {rule}),
      reason: reason.slice(0, 2 * TEXT_CHARS_MAX),
    });
  }
}
