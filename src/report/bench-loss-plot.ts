import type {Spread} from '../scenario/bench/spread.js';
import {type PlotPanel, type PlotSeries, renderLinePlot} from './plot/line-plot.js';

/** A figure of each carrier under each loss. */
export interface LossPanel<Cell> {
  title: string;
  /** The carriers of a cell, each with its figure. */
  figures(cell: Cell): readonly (readonly [carrier: string, figure: Spread | null])[];
  /** What was hoped for. */
  targetMs?: number | undefined;
}

/** Milliseconds over the loss, a curve for each carrier through the medians of its runs. */
export function lossPlot<Cell extends {loss: number}>(
  title: string,
  cells: readonly Cell[],
  panels: readonly LossPanel<Cell>[],
): string {
  return renderLinePlot({
    title,
    xLabel: 'loss, %',
    yLabel: 'ms',
    columns: 3,
    panels: panels.map((panel) => lossPanel(panel, cells)),
  });
}

function lossPanel<Cell extends {loss: number}>(
  {title, figures, targetMs}: LossPanel<Cell>,
  cells: readonly Cell[],
): PlotPanel {
  const carriers = new Set(cells.flatMap((cell) => figures(cell).map(([carrier]) => carrier)));
  return {
    title,
    series: [...carriers].map((name) => ({name, points: pointsOf(name, cells, figures)})),
    ...(targetMs === undefined ? {} : {guides: [{y: targetMs, label: 'target'}]}),
  };
}

function pointsOf<Cell extends {loss: number}>(
  name: string,
  cells: readonly Cell[],
  figures: LossPanel<Cell>['figures'],
): PlotSeries['points'] {
  return cells
    .flatMap((cell) =>
      figures(cell).flatMap(([carrier, figure]) =>
        carrier === name && figure ? [[cell.loss * 100, figure.median] as const] : [],
      ),
    )
    .sort(([one], [other]) => one - other);
}
