import {isWithin, meaningsOf, parseAddress} from './address.js';
import {hasPort, relayOf} from './judge-address.js';
import type {Decision, PathKind, Policy, ZoneRule} from './policy.js';

/** What is known of one end of a path. */
export interface Party {
  agent?: string;
  /** Addresses of its own; a relay's is not. */
  addresses: readonly string[];
}

export interface PathQuestion {
  local: Party;
  remote: Party;
  kind: PathKind;
  /** Addresses of the relays on the way: the TURN server, and where the other's relay receives. */
  relays: readonly string[];
  /** The remote candidate's, on the direct path. */
  port?: number;
}

const STRICTEST_FIRST = ['deny', 'relayOnly', 'allow'] as const;

/**
 * Whether two parties may use a path. A party is in every zone that has its name or an address of
 * it. Among the rules between their zones the strictest decides; where there is none, but either
 * party's zone is in some rule, the answer is no. IPv6 addresses that carry IPv4 ones are judged as
 * themselves and as those.
 */
export function judgePath(policy: Policy, question: PathQuestion): Decision {
  const decisions = readingsOf(question).map((reading) => judgeReading(policy, reading));
  return decisions.find(({allowed}) => !allowed) ?? (decisions[0] as Decision);
}

/** Each by itself: to be in two zones at once could allow more than to be in either. */
function readingsOf(question: PathQuestion): PathQuestion[] {
  const carried = (end: 'local' | 'remote') =>
    question[end].addresses
      .flatMap((text) => parseAddress(text) ?? [])
      .flatMap((address) => meaningsOf(address).slice(1))
      .map((address) => ({...question, [end]: {...question[end], addresses: [String(address)]}}));
  return [question, ...carried('local'), ...carried('remote')];
}

function judgeReading(policy: Policy, question: PathQuestion): Decision {
  const {kind} = question;
  const {paths} = policy;
  if (paths && !paths.value.includes(kind)) {
    return {allowed: false, rule: paths.place, reason: `${kind} is not among the paths allowed`};
  }
  const zones = [zonesOf(policy, question.local), zonesOf(policy, question.remote)] as const;
  const matching = policy.rules.filter(({between}) => joins(between, zones));
  if (matching.length === 0) return withoutRule(policy, zones);
  const decisions = STRICTEST_FIRST.flatMap((action) =>
    matching.filter((rule) => rule.action === action),
  ).map((rule) => judgeRule(policy, rule, question));
  const refusal = decisions.find(({allowed}) => !allowed);
  return refusal ?? (decisions[0] as Decision);
}

/** The names of the zones a party is in. */
export function zonesOf({zones}: Policy, {agent, addresses}: Party): string[] {
  const parsed = addresses.flatMap((text) => parseAddress(text) ?? []);
  return [...zones]
    .filter(
      ([, {agents, networks}]) =>
        (agent !== undefined && agents.has(agent)) ||
        parsed.some((address) => networks.some((network) => isWithin(address, network))),
    )
    .map(([name]) => name);
}

/**
 * Whether an address is a zone's and no relay's that the policy names. It then counts as an agent's,
 * whatever others call it: a host that says it is a relay would be reached directly.
 */
export function isOfZone(policy: Policy, text: string): boolean {
  const address = parseAddress(text);
  if (!address || relayOf(policy, address)) return false;
  const addresses = meaningsOf(address).map(String);
  return zonesOf(policy, {addresses}).length > 0;
}

type Zones = readonly [readonly string[], readonly string[]];

function joins([one, other]: ZoneRule['between'], [local, remote]: Zones): boolean {
  const has = (zones: readonly string[], zone: string) => zone === '*' || zones.includes(zone);
  return (has(local, one) && has(remote, other)) || (has(local, other) && has(remote, one));
}

function withoutRule({rules}: Policy, [local, remote]: Zones): Decision {
  const zones = [...local, ...remote];
  const rule = rules.find(({between}) => between.some((zone) => zones.includes(zone)));
  if (!rule) return {allowed: true, reason: 'no zone rule is about them'};
  const named = (own: readonly string[]) => own.join(' and ') || 'no zone';
  return {
    allowed: false,
    rule: rule.place,
    reason: `there are zone rules, and none between ${named(local)} and ${named(remote)}`,
  };
}

function judgeRule(policy: Policy, rule: ZoneRule, question: PathQuestion): Decision {
  const between = rule.between.join(' and ');
  const refuse = (reason: string) => ({
    allowed: false,
    rule: rule.place,
    reason: `between ${between}, ${reason}`,
  });
  const {kind, port} = question;
  if (rule.action === 'deny') return refuse('nothing is allowed');
  if (rule.action === 'relayOnly' && kind === 'direct') return refuse('only relays are allowed');
  if (rule.paths && !rule.paths.includes(kind)) return refuse(`${kind} is not allowed`);
  if (kind !== 'direct') {
    const stranger = strangerAmong(policy, rule, question.relays);
    if (stranger !== undefined) return refuse(`${stranger} is none of the relays allowed`);
  } else if (rule.ports && port !== undefined && !hasPort(rule.ports, port)) {
    return refuse(`port ${port} is not allowed`);
  }
  return {allowed: true, rule: rule.place, reason: `between ${between}, ${kind} is allowed`};
}

/** The first address that is of no relay the rule names. */
function strangerAmong(
  policy: Policy,
  {relays}: ZoneRule,
  addresses: readonly string[],
): string | undefined {
  if (!relays) return undefined;
  return addresses.find((text) => {
    const address = parseAddress(text);
    const name = address && relayOf(policy, address)?.name;
    return name === undefined || !relays.includes(name);
  });
}
