/** RFC 4787 sections 4.1 and 5: what a mapping, or a permission to enter, depends on. */
export type NatScope = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';

/**
 * How a NAT chooses external ports. `random` and `seeded` differ only where the kernel chooses
 * (address-and-port-dependent mapping); elsewhere both are a hash with the lab's seed.
 */
export type NatAllocation =
  | 'port-preserving'
  | 'random'
  | 'sequential'
  | 'seeded'
  | {block: readonly [from: number, to: number]};

/** A NAT in the words of RFC 4787. Presets expand to this and are nowhere treated specially. */
export interface NatConfig {
  mapping: NatScope;
  filtering: NatScope;
  allocation: NatAllocation;
  /** Whether two hosts inside can talk through the external address (RFC 4787 section 6). */
  hairpin: boolean;
  /**
   * Seconds without a packet after which a mapping and its permissions are forgotten (RFC 4787
   * section 4.3). Absent: the kernel's own, 30 s before an answer and 120 s after two.
   */
  mappingTimeoutS?: number;
}

/**
 * Whether a mapping that was forgotten comes back with the same port: true where the port is a
 * function of the endpoints and the seed, false where it is drawn.
 */
export function keepsPort({mapping, allocation}: NatConfig): boolean {
  if (allocation === 'random') return mapping !== 'address-and-port-dependent';
  if (typeof allocation === 'object') return mapping === 'address-dependent';
  return allocation !== 'sequential';
}
