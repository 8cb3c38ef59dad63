import type {ThroughputResult} from '../scenario/bench/throughput.js';
import type {ThroughputCell, ThroughputRow} from '../scenario/bench/throughput-result.js';
import {formatPct} from './format.js';
import {type PlotPanel, type PlotSeries, renderLinePlot} from './plot/line-plot.js';

/** Bins of a run that make one point: fewer show the size of messages, not the rate. */
const BINS_PER_POINT = 5;

/** Goodput over time: a panel for each condition, a curve for each carrier, the median of runs. */
export function throughputPlot({cells, asked, binMs}: ThroughputResult): string {
  return renderLinePlot({
    title: 'Goodput of one bulk transfer, median of runs',
    xLabel: 'seconds',
    yLabel: 'Mbit/s',
    columns: asked.losses.length,
    panels: cells.map((cell) => panel(cell, binMs)),
  });
}

function panel(cell: ThroughputCell, binMs: number): PlotPanel {
  const {rttMs, loss, targetBps, rows} = cell;
  return {
    title: `${rttMs} ms, ${formatPct(loss * 100)} loss`,
    series: rows.map((row) => series(row, binMs)),
    ...(targetBps === undefined ? {} : {guides: [{y: targetBps / 1e6, label: 'target'}]}),
  };
}

function series({carrier, runs}: ThroughputRow, binMs: number): PlotSeries {
  const pointMs = BINS_PER_POINT * binMs;
  const rates = runs.map(({binBytes}) => pointRates(binBytes, pointMs));
  const points = Array.from(
    {length: Math.max(0, ...rates.map(({length}) => length))},
    (_, index) => {
      const values = rates.map((rate) => rate[index] ?? 0).sort((a, b) => a - b);
      const median = values[Math.floor(values.length / 2)] ?? 0;
      return [((index + 1) * pointMs) / 1000, median] as const;
    },
  );
  return {name: carrier, points};
}

/** Mbit/s of each whole point. */
function pointRates(binBytes: readonly number[], pointMs: number): number[] {
  const count = Math.floor(binBytes.length / BINS_PER_POINT);
  return Array.from({length: count}, (_, index) => {
    const bins = binBytes.slice(index * BINS_PER_POINT, (index + 1) * BINS_PER_POINT);
    return (bins.reduce((sum, bytes) => sum + bytes, 0) * 8) / 1000 / pointMs;
  });
}
