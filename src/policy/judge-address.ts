import {type Address, isWithin, meaningsOf, type Network, parseAddress} from './address.js';
import type {Decision, Placed, Policy, PortRange} from './policy.js';

/**
 * Whether an address may be used on one side. What is denied is denied; relays that the policy
 * names need no entry in `allow`.
 *
 * @param port absent: the network is asked about, not a socket
 */
export function judgeAddress(
  policy: Policy,
  side: 'local' | 'remote',
  text: string,
  port?: number,
): Decision {
  const address = parseAddress(text);
  if (!address) {
    return {allowed: false, reason: `"${text}" is a name or no address, and cannot be checked`};
  }
  const {deny, allow, ports} = policy[side];
  const denied = find(deny, meaningsOf(address));
  if (denied) return refuse(denied, `${text} is denied`);
  const relay = relayOf(policy, address);
  if (relay) return {allowed: true, rule: relay.rule, reason: `${text} is relay ${relay.name}`};
  const allowed = allow && find(allow.value, [address]);
  if (allow && !allowed) {
    return {allowed: false, rule: allow.place, reason: `${text} is not among those allowed`};
  }
  if (ports && port !== undefined && !hasPort(ports.value, port)) {
    return {allowed: false, rule: ports.place, reason: `port ${port} is not among those allowed`};
  }
  return allowed
    ? {allowed: true, rule: allowed.place, reason: `${text} is allowed`}
    : {allowed: true, reason: `no rule is about ${text}`};
}

/** The name of the relay an address belongs to. */
export function relayOf(
  {relays}: Policy,
  address: Address,
): {name: string; rule: Placed<Network>['place']} | undefined {
  for (const [name, networks] of relays) {
    const own = find(networks, [address]);
    if (own) return {name, rule: own.place};
  }
  return undefined;
}

export function hasPort(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(([first, last]) => port >= first && port <= last);
}

function find(
  networks: readonly Placed<Network>[],
  addresses: readonly Address[],
): Placed<Network> | undefined {
  return networks.find(({value}) => addresses.some((address) => isWithin(address, value)));
}

function refuse({place}: Placed<Network>, reason: string): Decision {
  return {allowed: false, rule: place, reason};
}
