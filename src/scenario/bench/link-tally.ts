import type {LinkStats} from '../../lab/links/link-stats.js';

/** What the path's bottleneck link did to one direction between two moments. */
export interface LinkTally {
  packets: number;
  lost: number;
  /** Dropped because the queue was full. */
  queueDrops: number;
  /** Dropped without being asked to: above zero, the link was not what was asked for. */
  overrun: number;
}

/** `undefined` where the driver does not count. */
export function linkTally(
  before: LinkStats | undefined,
  after: LinkStats | undefined,
  way: 'up' | 'down',
): LinkTally | undefined {
  if (!before || !after) return undefined;
  const [from, to] = [before[way], after[way]];
  return {
    packets: to.packets - from.packets,
    lost: to.dropped.loss - from.dropped.loss,
    queueDrops: to.dropped.queue - from.dropped.queue,
    overrun: to.dropped.overrun - from.dropped.overrun,
  };
}
