/** Faults that a path is to be left for. */
export const SEVERE_FAULT_NAMES = [
  'blackhole',
  'udp-blocked',
  'nat-rebind',
  'relay-killed',
  'loss-ramp',
  'delay-ramp',
  'flap',
  'asymmetric',
] as const;

/** Faults with which a path gets worse and still keeps the objective: a move is without need. */
export const MILD_FAULT_NAMES = ['mild-loss', 'mild-delay'] as const;

/** Faults of a path, as the command line names them (docs/bench-failover.md). */
export const FAULT_NAMES = [...SEVERE_FAULT_NAMES, ...MILD_FAULT_NAMES] as const;

export type SevereFault = (typeof SEVERE_FAULT_NAMES)[number];
export type FaultName = (typeof FAULT_NAMES)[number];

/** Faults that come slowly and break the objective: a good connection leaves before they hurt. */
export function isRamp(fault: FaultName): boolean {
  return fault === 'loss-ramp' || fault === 'delay-ramp';
}

export function isMild(fault: FaultName): boolean {
  return MILD_FAULT_NAMES.some((mild) => mild === fault);
}

/** The way the connection has before the fault. */
export function beginsRelayed(fault: FaultName): boolean {
  return fault === 'relay-killed';
}
