import {ticks} from './ticks.js';

/** Curves in panels of one size, with axes from zero that all panels share. */
export interface LinePlot {
  title: string;
  xLabel: string;
  yLabel: string;
  /** Panels in a row before the next begins. */
  columns: number;
  panels: readonly PlotPanel[];
}

export interface PlotPanel {
  title: string;
  series: readonly PlotSeries[];
  /** Dashed horizontal lines. */
  guides?: readonly {y: number; label: string}[];
}

export interface PlotSeries {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const PANEL = {width: 320, height: 200};
const MARGIN = {left: 52, right: 16, top: 28, bottom: 40};
const HEAD_HEIGHT = 56;
const FONT = 'font-family="system-ui, sans-serif" font-size="11" fill="#222"';

/** @returns an SVG document, the same for the same plot */
export function renderLinePlot(plot: LinePlot): string {
  const {panels, title} = plot;
  const columns = Math.max(1, Math.min(plot.columns, panels.length));
  const rows = Math.ceil(panels.length / columns);
  const width = columns * PANEL.width;
  const height = HEAD_HEIGHT + rows * PANEL.height;
  const axes = sharedAxes(panels);
  const drawn = panels.map((panel, index) => {
    const x = (index % columns) * PANEL.width;
    const y = HEAD_HEIGHT + Math.floor(index / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">\n${panelText(panel, plot, axes)}\n</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}>`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="20" font-size="14">${escaped(title)}</text>`,
    legend(panels),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

interface Axes {
  xTicks: number[];
  yTicks: number[];
  x(value: number): number;
  y(value: number): number;
  color(name: string): string;
}

function sharedAxes(panels: readonly PlotPanel[]): Axes {
  const points = panels.flatMap(({series}) => series.flatMap((one) => one.points));
  const guides = panels.flatMap(({guides: lines = []}) => lines.map(({y}) => y));
  const xTicks = ticks(largest(points.map(([x]) => x)), 5);
  const yTicks = ticks(largest([...points.map(([, y]) => y), ...guides]), 4);
  const inside = {
    width: PANEL.width - MARGIN.left - MARGIN.right,
    height: PANEL.height - MARGIN.top - MARGIN.bottom,
  };
  const names = seriesNames(panels);
  return {
    xTicks,
    yTicks,
    x: (value) => MARGIN.left + (value / (xTicks.at(-1) ?? 1)) * inside.width,
    y: (value) => MARGIN.top + (1 - value / (yTicks.at(-1) ?? 1)) * inside.height,
    color: (name) => COLORS[names.indexOf(name) % COLORS.length] ?? '#000',
  };
}

function panelText(panel: PlotPanel, {xLabel, yLabel}: LinePlot, axes: Axes): string {
  const {xTicks, yTicks, x, y} = axes;
  const [left, right] = [MARGIN.left, PANEL.width - MARGIN.right].map(rounded);
  const bottom = PANEL.height - MARGIN.bottom;
  return [
    `<text x="${left}" y="16" font-weight="600">${escaped(panel.title)}</text>`,
    ...yTicks.map(
      (tick) =>
        `<path d="M${left} ${rounded(y(tick))}H${right}" stroke="#ddd"/>` +
        `<text x="${MARGIN.left - 6}" y="${rounded(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
    ...xTicks.map(
      (tick) =>
        `<text x="${rounded(x(tick))}" y="${bottom + 15}" text-anchor="middle">${tick}</text>`,
    ),
    `<text x="${right}" y="${bottom + 30}" text-anchor="end">${escaped(xLabel)}</text>`,
    `<text transform="translate(12 ${bottom}) rotate(-90)">${escaped(yLabel)}</text>`,
    ...(panel.guides ?? []).map(
      ({y: at, label}) =>
        `<path d="M${left} ${rounded(y(at))}H${right}" stroke="#555" stroke-dasharray="4 3"/>` +
        `<text x="${right}" y="${rounded(y(at) - 4)}" text-anchor="end">${escaped(label)}</text>`,
    ),
    ...panel.series.map((series) => curve(series, axes)),
  ].join('\n');
}

function curve({name, points}: PlotSeries, {x, y, color}: Axes): string {
  const path = points.map(([px, py]) => `${rounded(x(px))},${rounded(y(py))}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${color(name)}" stroke-width="1.5"/>`;
}

function legend(panels: readonly PlotPanel[]): string {
  const entryWidth = 110;
  return seriesNames(panels)
    .map((name, index) => {
      const x = 12 + index * entryWidth;
      const color = COLORS[index % COLORS.length];
      return `<path d="M${x} 38h18" stroke="${color}" stroke-width="2"/><text x="${x + 24}" y="42">${escaped(name)}</text>`;
    })
    .join('\n');
}

function seriesNames(panels: readonly PlotPanel[]): string[] {
  return [...new Set(panels.flatMap(({series}) => series.map(({name}) => name)))];
}

/** Not `Math.max(...)`: there may be more points than a call has arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
