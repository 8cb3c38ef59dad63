import type {PriorityResult} from '../scenario/bench/priority.js';
import type {PriorityCell, PriorityRow} from '../scenario/bench/priority-result.js';
import {failureLines, figureCell, joinSections, targetsTable} from './bench-targets.js';
import {type Column, renderColumns} from './columns.js';
import {formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';

type Line = [cell: PriorityCell, row: PriorityRow, isFirst: boolean];

/** Latency of the critical messages under each loss, then what was hoped for. */
export function priorityTable({cells}: PriorityResult, width: number, glyphs: Glyphs): string {
  const lines = cells.flatMap((cell) =>
    cell.rows.map((row, index): Line => [cell, row, index === 0]),
  );
  const failures = lines.flatMap(([{loss}, {carrier, failures}]) =>
    failureLines(`${carrier} at ${formatPct(loss * 100)}`, failures),
  );
  return joinSections([
    renderColumns(columns(lines), width, glyphs),
    targetsTable(
      cells.flatMap(({targets}) => targets),
      width,
      glyphs,
    ),
    failures.join('\n'),
  ]);
}

function columns(lines: readonly Line[]): Column[] {
  const column = (
    head: string,
    rank: number,
    cell: (...line: Line) => string,
    align: Column['align'] = 'right',
  ): Column => ({head, align, rank, cells: lines.map((line) => cell(...line))});
  return [
    column('loss', 0, ({loss}, _, isFirst) => (isFirst ? formatPct(loss * 100) : ' ')),
    column('carrier', 0, (_, {carrier}) => carrier, 'left'),
    column('one way', 3, ({oneWayMs}) => oneWayMs.toFixed(1)),
    column('p50 ms', 0, (_, {p50Ms}) => figureCell(p50Ms)),
    column('p99 ms', 0, (_, {p99Ms}) => figureCell(p99Ms)),
    column('p99 from 1 s', 1, (_, {steadyP99Ms}) => figureCell(steadyP99Ms)),
    column('max ms', 2, (_, {maxMs}) => figureCell(maxMs, 'max')),
    column('lost', 0, (_, {lost}) => figureCell(lost, 'max')),
    column('gap ms', 2, (_, {gapMs}) => figureCell(gapMs, 'max')),
    column('bulk Mb/s', 0, (_, {bulkBps}) => (bulkBps ? (bulkBps.median / 1e6).toFixed(1) : '')),
  ];
}
