/** Faults of a path, as the command line names them (docs/bench-failover.md). */
export const FAULT_NAMES = [
  'blackhole',
  'udp-blocked',
  'nat-rebind',
  'relay-killed',
  'loss-ramp',
  'delay-ramp',
  'flap',
  'asymmetric',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** Faults that come slowly: a good connection leaves before they hurt. */
export function isRamp(fault: FaultName): boolean {
  return fault === 'loss-ramp' || fault === 'delay-ramp';
}

/** The way the connection has before the fault. */
export function beginsRelayed(fault: FaultName): boolean {
  return fault === 'relay-killed';
}
