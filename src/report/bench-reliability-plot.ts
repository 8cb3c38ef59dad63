import type {ReliabilityResult} from '../scenario/bench/reliability.js';
import {MODE_NAMES} from '../scenario/reliability/mode.js';
import {lossPlot} from './bench-loss-plot.js';

/** Latency of what arrived in each mode, over the loss. */
export function reliabilityPlot({cells}: ReliabilityResult): string {
  return lossPlot(
    'p99 latency of the frames that arrived in each mode, median of runs',
    cells,
    MODE_NAMES.map((mode) => ({
      title: mode,
      figures: ({carriers}) =>
        carriers.map(({carrier, rows}) => [
          carrier,
          rows.find((row) => row.mode === mode)?.p99Ms ?? null,
        ]),
    })),
  );
}
