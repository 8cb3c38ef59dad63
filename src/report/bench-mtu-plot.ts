import type {MtuResult} from '../scenario/bench/mtu.js';
import type {MtuRun} from '../scenario/bench/mtu-result.js';
import {type PlotSeries, renderLinePlot} from './plot/line-plot.js';

/** The packet size in use over time: a panel for each link, a curve for each run. */
export function mtuPlot({rows, asked}: MtuResult): string {
  return renderLinePlot({
    title: 'Packet size in use, each run',
    xLabel: 'seconds from the first message',
    yLabel: 'bytes',
    columns: 3,
    panels: rows.map(({mtu, expectedBytes, runs}) => ({
      title: `MTU ${mtu}`,
      series: runs.map((run) => ({name: 'claw', points: stairs(run, asked.durationMs)})),
      guides: [{y: expectedBytes, label: 'fits'}],
    })),
  });
}

/** A size is in use until the next one is. */
function stairs({steps}: MtuRun, endMs: number): PlotSeries['points'] {
  return steps.flatMap(({afterMs, bytes}, index) => {
    const untilMs = steps[index + 1]?.afterMs ?? Math.max(endMs, afterMs);
    return [
      [afterMs / 1000, bytes],
      [untilMs / 1000, bytes],
    ] as const;
  });
}
