import type {SoakResult} from '../scenario/bench/soak/soak-result.js';
import type {UsageSample} from '../scenario/bench/soak/usage-log.js';
import {type PlotPanel, renderLinePlot} from './plot/line-plot.js';

const MIB = 2 ** 20;

/** Memory over the soak: a curve for each agent. */
export function soakPlot({agents}: SoakResult): string {
  const panel = (title: string, bytes: (sample: UsageSample) => number): PlotPanel => ({
    title,
    series: agents.map(({agent, usage}) => ({
      name: agent,
      points: usage.map((sample) => [sample.atMs / 1000, bytes(sample) / MIB] as const),
    })),
  });
  return renderLinePlot({
    title: 'Memory of each agent',
    xLabel: 'seconds of the soak',
    yLabel: 'MiB',
    columns: 2,
    panels: [
      panel('resident', ({rssBytes}) => rssBytes),
      panel('JavaScript heap', ({heapBytes}) => heapBytes),
    ],
  });
}
