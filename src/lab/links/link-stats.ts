import type {DirectionCounts} from './direction.js';
import type {FaultReceipt} from './faults/fault.js';

/**
 * What a direction was offered and what was dropped since the links came up, ARP and its likes left out.
 * `overrun` counts frames the model did not ask to drop: too many in flight, too long, refused by
 * the kernel or lost in a full receive buffer. Above zero the link was not what was asked for.
 */
export interface DirectionStats extends DirectionCounts {
  dropped: DirectionCounts['dropped'] & {overrun: number};
  /** What each fault has done, those that were taken away included. */
  faults: FaultReceipt[];
}

export interface LinkStats {
  up: DirectionStats;
  down: DirectionStats;
}
