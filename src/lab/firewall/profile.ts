/**
 * What a site's router lets through between its hosts and the outside, in addition to its NAT.
 * Traffic within the LAN is never touched.
 */
export type FirewallProfile =
  /** Everything. */
  | 'open'
  /** No UDP, either way. */
  | 'udp-blocked'
  /** Only TCP connections to ports 80 and 443 outside; no DNS, as the lab has no names. */
  | 'web-only'
  /** Only TCP connections to port 443 outside. */
  | 'tls-only'
  /** Everything from the inside, from the outside only what belongs to it. */
  | 'stateful-deny'
  /** Only what is listed, from the inside, and what belongs to it. */
  | {allow: readonly AllowRule[]};

export interface AllowRule {
  /** Destinations outside, IPv4: `198.18.0.0/30`. */
  cidr: string;
  protocol: 'udp' | 'tcp';
  /** First and last port; absent: all. */
  ports?: readonly [from: number, to: number];
}
