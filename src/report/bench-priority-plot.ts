import type {PriorityResult} from '../scenario/bench/priority.js';
import {lossPlot} from './bench-loss-plot.js';

/** Latency of the critical messages, over the loss. */
export function priorityPlot({cells}: PriorityResult): string {
  return lossPlot('Latency of critical messages beside bulk, median of runs', cells, [
    {
      title: 'p50',
      figures: ({rows}) => rows.map(({carrier, p50Ms}) => [carrier, p50Ms]),
    },
    {
      title: 'p99',
      figures: ({rows}) => rows.map(({carrier, p99Ms}) => [carrier, p99Ms]),
      targetMs: cells[0]?.targets[0]?.atMost,
    },
    {
      title: 'p99 from 1 s',
      figures: ({rows}) => rows.map(({carrier, steadyP99Ms}) => [carrier, steadyP99Ms]),
    },
  ]);
}
