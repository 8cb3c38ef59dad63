import ipaddr from 'ipaddr.js';
import type {Endpoint} from '../../stun/message.js';
import type {AllowRule, FirewallProfile} from '../firewall/profile.js';
import type {ProbePlaces} from '../lab.js';

/** What a firewall leaves of the probe's questions. */
export interface FirewallView {
  /**
   * `partial`: some questions get out and others do not, so that the answers decide nothing.
   * `stateful`: all do, and only answers come back.
   */
  udp: 'open' | 'stateful' | 'blocked' | 'partial';
  /** Whether a train over TCP gets through. */
  tcp: boolean;
}

export function firewallView(profile: FirewallProfile, places: ProbePlaces): FirewallView {
  if (typeof profile === 'object') return allowListView(profile.allow, places);
  if (profile === 'open') return {udp: 'open', tcp: true};
  return {udp: profile === 'stateful-deny' ? 'stateful' : 'blocked', tcp: true};
}

function allowListView(
  rules: readonly AllowRule[],
  {stun, reflector, tcpReflector}: ProbePlaces,
): FirewallView {
  const passes = (protocol: AllowRule['protocol'], to: Endpoint) =>
    rules.some((rule) => rule.protocol === protocol && covers(rule, to));
  const tcp = tcpReflector !== undefined && passes('tcp', tcpReflector);
  if (!passes('udp', stun.primary)) return {udp: 'blocked', tcp};
  const others = [stun.otherAddress, stun.otherBoth, reflector];
  return {udp: others.every((to) => passes('udp', to)) ? 'stateful' : 'partial', tcp};
}

function covers({cidr, ports}: AllowRule, {address, port}: Endpoint): boolean {
  const inside = ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
  return inside && (ports === undefined || (ports[0] <= port && port <= ports[1]));
}
