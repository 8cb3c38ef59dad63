import type {FairnessResult} from '../scenario/bench/fairness.js';
import type {SharesRun} from '../scenario/bench/fairness-parts.js';
import type {FairnessPart} from '../scenario/bench/fairness-result.js';
import {type PlotPanel, renderLinePlot} from './plot/line-plot.js';

/** Who the flows of a part are, in their order. */
const FLOWS: Partial<Record<FairnessPart, readonly string[]>> = {
  'four claw': ['claw', 'claw 2', 'claw 3', 'claw 4'],
  'claw beside cubic': ['claw', 'cubic'],
};

/**
 * What each flow carried, second by second, where flows share: a row for each part, a panel for each
 * run. A median of runs would hide how uneven one is.
 */
export function fairnessPlot({rows, asked}: FairnessResult): string {
  return renderLinePlot({
    title: `Rates of flows that share ${asked.rateBps / 1e6} Mbit/s`,
    xLabel: 'seconds from 2 s after the last start',
    yLabel: 'Mbit/s',
    columns: asked.runs,
    panels: rows.flatMap(({part, runs}) =>
      runs.flatMap((run, index) =>
        'flowsBpsPerSecond' in run ? [panel(part, `${part}, run ${index + 1}`, run)] : [],
      ),
    ),
  });
}

function panel(part: FairnessPart, title: string, {flowsBpsPerSecond}: SharesRun): PlotPanel {
  const names = FLOWS[part] ?? [];
  return {
    title,
    series: names.map((name, flow) => ({
      name,
      points: flowsBpsPerSecond.map(
        (flowsBps, second) => [second + 1, (flowsBps[flow] ?? 0) / 1e6] as const,
      ),
    })),
  };
}
