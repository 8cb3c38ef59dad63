import type {JitterResult} from '../scenario/bench/jitter.js';
import {lossPlot} from './bench-loss-plot.js';

/** How steadily the stream left and arrived, over the loss. */
export function jitterPlot({cells}: JitterResult): string {
  return lossPlot('Standard deviation of the time between two messages, median of runs', cells, [
    {
      title: 'sent',
      figures: ({rows}) => rows.map(({carrier, sentSdMs}) => [carrier, sentSdMs]),
    },
    {
      title: 'arrived',
      figures: ({rows}) => rows.map(({carrier, arrivedSdMs}) => [carrier, arrivedSdMs]),
      targetMs: cells[0]?.targets[0]?.atMost,
    },
  ]);
}
