import {type LegendEntry, legendHeight, legendSvg} from './legend.js';
import {ticks} from './ticks.js';
import {escapeXml} from './xml.js';

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
  /** Dashed horizontal lines; the legend names them. */
  guides?: readonly {y: number; label: string}[];
}

/** Two of the same name are curves of the same thing. A few points are marked. */
export interface PlotSeries {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const GUIDE_COLOR = '#555';
const PANEL = {width: 320, height: 200};
const MARGIN = {left: 52, right: 16, top: 28, bottom: 40};
/** One narrow panel would cut titles off. */
const WIDTH_MIN = 520;
const TITLE_HEIGHT = 32;
const LEFT = 12;
const MARKED_POINTS_MAX = 12;
const FONT = 'font-family="system-ui, sans-serif" font-size="11" fill="#222"';

/** @returns an SVG document, the same for the same plot */
export function renderLinePlot(plot: LinePlot): string {
  const {panels, title} = plot;
  const columns = Math.max(1, Math.min(plot.columns, panels.length));
  const panelWidth = Math.max(PANEL.width, WIDTH_MIN / columns);
  const width = columns * panelWidth;
  const entries = legendEntries(panels);
  const headHeight = TITLE_HEIGHT + legendHeight(entries, width - LEFT) + 6;
  const height = headHeight + Math.ceil(panels.length / columns) * PANEL.height;
  const axes = sharedAxes(panels, panelWidth);
  const drawn = panels.map((panel, index) => {
    const x = (index % columns) * panelWidth;
    const y = headHeight + Math.floor(index / columns) * PANEL.height;
    return group(x, y, panelSvg(panel, plot, axes));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}>`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">${escapeXml(title)}</text>`,
    group(LEFT, TITLE_HEIGHT, legendSvg(entries, width - LEFT)),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

interface Axes {
  xTicks: number[];
  yTicks: number[];
  /** Where the plotted area ends. */
  right: number;
  x(value: number): number;
  y(value: number): number;
  color(name: string): string;
}

function sharedAxes(panels: readonly PlotPanel[], panelWidth: number): Axes {
  const points = panels.flatMap(({series}) => series.flatMap((one) => one.points));
  const guides = panels.flatMap(({guides: lines = []}) => lines.map(({y}) => y));
  const xTicks = ticks(largest(points.map(([x]) => x)), 5);
  const yTicks = ticks(largest([...points.map(([, y]) => y), ...guides]), 5);
  const right = panelWidth - MARGIN.right;
  const inside = {width: right - MARGIN.left, height: PANEL.height - MARGIN.top - MARGIN.bottom};
  const names = seriesNames(panels);
  return {
    xTicks,
    yTicks,
    right,
    x: (value) => MARGIN.left + (value / (xTicks.at(-1) ?? 1)) * inside.width,
    y: (value) => MARGIN.top + (1 - value / (yTicks.at(-1) ?? 1)) * inside.height,
    color: (name) => colorAt(names.indexOf(name)),
  };
}

function panelSvg(panel: PlotPanel, {xLabel, yLabel}: LinePlot, axes: Axes): string {
  const {xTicks, yTicks, x, y, right} = axes;
  const {left, top} = MARGIN;
  const bottom = PANEL.height - MARGIN.bottom;
  return [
    `<text x="${left}" y="16" font-weight="600">${escapeXml(panel.title)}</text>`,
    ...yTicks.map(
      (tick) =>
        `<path d="M${left} ${rounded(y(tick))}H${right}" stroke="#ddd"/>` +
        `<text x="${left - 6}" y="${rounded(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
    ...xTicks.map(
      (tick) =>
        `<text x="${rounded(x(tick))}" y="${bottom + 15}" text-anchor="middle">${tick}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${bottom + 30}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>`,
    ...(panel.guides ?? []).map(
      (guide) =>
        `<path d="M${left} ${rounded(y(guide.y))}H${right}" stroke="${GUIDE_COLOR}" stroke-dasharray="4 3"/>`,
    ),
    ...panel.series.map((series) => curve(series, axes)),
  ].join('\n');
}

function curve({name, points}: PlotSeries, {x, y, color}: Axes): string {
  const places = points.map(([px, py]) => [rounded(x(px)), rounded(y(py))] as const);
  const path = places.map((place) => place.join(',')).join(' ');
  const marks =
    places.length > MARKED_POINTS_MAX
      ? []
      : places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${color(name)}"/>`);
  return [
    `<polyline points="${path}" fill="none" stroke="${color(name)}" stroke-width="1.5"/>`,
    ...marks,
  ].join('\n');
}

function group(x: number, y: number, svg: string): string {
  return `<g transform="translate(${x} ${y})">\n${svg}\n</g>`;
}

function legendEntries(panels: readonly PlotPanel[]): LegendEntry[] {
  const guides = panels.flatMap(({guides: lines = []}) => lines.map(({label}) => label));
  return [
    ...seriesNames(panels).map((name, index) => ({name, color: colorAt(index)})),
    ...[...new Set(guides)].map((name) => ({name, color: GUIDE_COLOR, isDashed: true})),
  ];
}

function seriesNames(panels: readonly PlotPanel[]): string[] {
  return [...new Set(panels.flatMap(({series}) => series.map(({name}) => name)))];
}

function colorAt(index: number): string {
  return COLORS[index % COLORS.length] ?? '#000';
}

/** Not `Math.max(...)`: there may be more points than a call has arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
