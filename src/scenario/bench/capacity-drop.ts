import {setTimeout as delay} from 'node:timers/promises';
import {monotonicMs} from '../../agent/monotonic.js';
import type {BenchLab} from './bench-lab.js';
import type {PathConditions} from './path-conditions.js';
import type {QueueSample} from './queue-probe.js';

const SAMPLE_MS = 10;
/** A rate so little above the capacity lengthens no queue that matters within a round trip. */
const RATE_MARGIN = 1.05;
const SHORT_QUEUE_MS = 20;

/** What had been offered to the bottleneck at a moment. */
export interface OfferedSample {
  atMs: number;
  bytes: number;
}

/** Changes the path and watches, for `watchMs`, what the senders offer to its bottleneck. */
export async function dropCapacity(
  bench: BenchLab,
  path: PathConditions,
  watchMs: number,
): Promise<{atMs: number; offered: OfferedSample[]}> {
  await bench.setPath(path);
  const atMs = monotonicMs();
  const offered: OfferedSample[] = [];
  while (monotonicMs() < atMs + watchMs) {
    const bytes = (await bench.lab.linkStats()).get('s1')?.up.bytes;
    if (bytes === undefined) break;
    offered.push({atMs: monotonicMs(), bytes});
    await delay(SAMPLE_MS);
  }
  return {atMs, offered};
}

/**
 * How long after the drop a whole round trip begins in which no more was offered than the path can
 * carry, in milliseconds; null when that was not seen.
 */
export function rateSettledMs(
  dropAtMs: number,
  offered: readonly OfferedSample[],
  {rttMs, rateBps}: {rttMs: number; rateBps: number},
): number | null {
  const bytesPerMs = (rateBps / 8000) * RATE_MARGIN;
  for (const [index, {atMs, bytes}] of offered.entries()) {
    const end = offered.slice(index + 1).find((sample) => sample.atMs >= atMs + rttMs);
    if (!end) return null;
    if (end.bytes - bytes <= bytesPerMs * (end.atMs - atMs)) return atMs - dropAtMs;
  }
  return null;
}

/** How long after the drop the queue, once it was longest, stays short for a round trip. */
export function queueSettledMs(
  dropAtMs: number,
  samples: readonly QueueSample[],
  rttMs: number,
): number | null {
  const after = samples.filter(({atMs}) => atMs >= dropAtMs);
  const longestMs = Math.max(...after.map(({queueMs}) => queueMs));
  const peak = after.findIndex(({queueMs}) => queueMs === longestMs);
  const falling = after.slice(Math.max(0, peak));
  const settled = falling.find(({atMs}) =>
    falling
      .filter((sample) => sample.atMs >= atMs && sample.atMs <= atMs + rttMs)
      .every(({queueMs}) => queueMs <= SHORT_QUEUE_MS),
  );
  return settled ? settled.atMs - dropAtMs : null;
}
