/** What the sender is asked for: JSON in its only argument. It answers with JSON on stdout. */
export interface SendTask {
  interfaceName: string;
  packetsPerSecond: number;
  packets: number;
}

export interface SendReport {
  /** Fewer than asked for when the machine could not send them in time. */
  sent: number;
  tookMs: number;
}

/**
 * What the receiver is asked for. It prints `ready`, ends when all packets have come or `drainMs`
 * after its stdin was closed, and prints its report.
 */
export interface ReceiveTask {
  interfaceName: string;
  packets: number;
  /** What the link is asked to delay by. */
  delayMs: number;
  drainMs: number;
}

export interface ReceiveReport {
  received: number;
  /** Packets that came after one that was sent later. */
  reordered: number;
  duplicated: number;
  /** Lost at the receiver itself, whose buffer was full: not the link's doing. */
  missed: number;
  /** From the first packet that came to the last. */
  spanMs: number;
  /** How much later than asked for; absent when nothing came. */
  lateMs?: LateMs;
}

export interface LateMs {
  min: number;
  p50: number;
  p99: number;
  max: number;
}
