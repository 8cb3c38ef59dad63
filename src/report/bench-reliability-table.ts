import type {ReliabilityResult} from '../scenario/bench/reliability.js';
import type {
  ReliabilityCarrierCell,
  ReliabilityCell,
  ReliabilityRow,
} from '../scenario/bench/reliability-result.js';
import {
  failureLines,
  figureCell,
  joinSections,
  percentCell,
  targetsTable,
} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import {formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';

interface Line {
  cell: ReliabilityCell;
  carrier: ReliabilityCarrierCell;
  row: ReliabilityRow;
}

/** What each mode delivered, and when, on each carrier; then what was hoped for. */
export function reliabilityTable(
  {cells}: ReliabilityResult,
  width: number,
  glyphs: Glyphs,
): string {
  const lines = cells.flatMap((cell) =>
    cell.carriers.flatMap((carrier) => carrier.rows.map((row): Line => ({cell, carrier, row}))),
  );
  return joinSections([
    renderColumns(columns(lines), width, glyphs),
    targetsTable(
      cells.flatMap(({targets}) => targets),
      width,
      glyphs,
    ),
    cells
      .flatMap(({carriers}) => carriers)
      .flatMap(({carrier, failures, runs}) => [
        ...failureLines(carrier, failures),
        ...runs.flatMap(({modes}) =>
          modes.flatMap(({violations}) =>
            violations.map(({kind, first}) => `${carrier}, ${kind}: ${first.text}`),
          ),
        ),
      ])
      .slice(0, EXAMPLES_MAX)
      .join('\n'),
  ]);
}

/** The JSON document has them all. */
const EXAMPLES_MAX = 6;

function columns(lines: readonly Line[]): Column[] {
  const column = columnsOf(lines);
  const isFirst = ({carrier, row}: Line) => carrier.rows[0] === row;
  return [
    column('loss', 0, (line) => (isFirst(line) ? formatPct(line.cell.loss * 100) : ' ')),
    column('carrier', 0, (line) => (isFirst(line) ? line.carrier.carrier : ' '), 'left'),
    column('mode', 0, ({row}) => row.mode, 'left'),
    column('delivered', 0, ({row}) => percentCell(row.deliveredShare)),
    column('p50 ms', 2, ({row}) => figureCell(row.p50Ms)),
    column('p99 ms', 0, ({row}) => figureCell(row.p99Ms)),
    column('max ms', 1, ({row}) => figureCell(row.maxMs, 'max')),
    column('late', 0, ({row}) => row.late.toFixed(0)),
    column('broken', 0, ({row}) => row.broken.toFixed(0)),
  ];
}
