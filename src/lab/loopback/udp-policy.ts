import {ClawError, ExitCode} from '../../errors.js';
import type {FirewallProfile} from '../firewall/profile.js';

/** What a firewall does to UDP, the only traffic of this fabric that passes one. */
export type UdpPolicy = 'open' | 'blocked' | 'stateful';

/** Throws `FIREWALL_UNSUPPORTED` for an allow-list: networks and ports mean nothing on 127.0.0.1. */
export function udpPolicy(profile: FirewallProfile): UdpPolicy {
  switch (profile) {
    case 'open':
      return 'open';
    case 'udp-blocked':
    case 'web-only':
    case 'tls-only':
      return 'blocked';
    case 'stateful-deny':
      return 'stateful';
    default:
      throw new ClawError('the loopback fabric has no firewall with an allow-list', {
        code: 'FIREWALL_UNSUPPORTED',
        hint: 'All its addresses are 127.0.0.1; choose a named profile, or the netns fabric.',
        exitCode: ExitCode.unsupported,
      });
  }
}
