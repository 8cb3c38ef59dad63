import type {Network} from './address.js';

export const PATH_KINDS = ['direct', 'relay-udp', 'relay-tcp', 'relay-tls'] as const;
export type PathKind = (typeof PATH_KINDS)[number];

export const ACTIONS = ['allow', 'deny', 'relayOnly'] as const;

/** Where in a policy file something stands. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** `rules.0.relays` */
  path: string;
}

/** First and last port, both included. */
export type PortRange = readonly [number, number];

export interface Placed<Value> {
  value: Value;
  place: Place;
}

/** What addresses of one side may be. */
export interface SidePolicy {
  /** Absent: all that are not denied. */
  allow?: Placed<Placed<Network>[]>;
  deny: Placed<Network>[];
  /** Absent: all. */
  ports?: Placed<PortRange[]>;
}

export interface Zone {
  networks: Network[];
  agents: ReadonlySet<string>;
}

export interface ZoneRule {
  /** Names of zones, or `*`. The order means nothing. */
  between: readonly [string, string];
  action: (typeof ACTIONS)[number];
  /** Names of the relays that may be used; absent: any. */
  relays?: readonly string[];
  /** Absent: any that the action leaves. */
  paths?: readonly PathKind[];
  /** Of the remote candidate, on the direct path. Absent: all. */
  ports?: readonly PortRange[];
  place: Place;
}

/** A policy file, read and checked (docs/policy.md). */
export interface Policy {
  file: string;
  local: SidePolicy;
  remote: SidePolicy;
  /** Absent: all. */
  paths?: Placed<readonly PathKind[]>;
  relays: ReadonlyMap<string, Placed<Network>[]>;
  zones: ReadonlyMap<string, Zone>;
  rules: readonly ZoneRule[];
}

export interface Decision {
  allowed: boolean;
  /** Absent: nothing in the file says anything about it. */
  rule?: Place;
  /** A clause: `10.2.0.7 is denied`. */
  reason: string;
}
