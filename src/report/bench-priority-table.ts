import type {PriorityResult} from '../scenario/bench/priority.js';
import type {PriorityCell} from '../scenario/bench/priority-result.js';
import {type BenchLine, benchLines, carrierColumns, carrierFailures} from './bench-lines.js';
import {figureCell, joinSections, targetsTable} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

/** Latency of the critical messages under each loss, then what was hoped for. */
export function priorityTable({cells}: PriorityResult, width: number, glyphs: Glyphs): string {
  const lines = benchLines(cells);
  const targets = cells.flatMap((cell) => cell.targets);
  return joinSections([
    renderColumns(columns(lines), width, glyphs),
    targetsTable(targets, width, glyphs),
    carrierFailures(lines),
  ]);
}

function columns(lines: readonly BenchLine<PriorityCell>[]): Column[] {
  const column = columnsOf(lines);
  return [
    ...carrierColumns(lines),
    column('one way', 3, ({cell}) => cell.oneWayMs.toFixed(1)),
    column('p50 ms', 0, ({row}) => figureCell(row.p50Ms)),
    column('p99 ms', 0, ({row}) => figureCell(row.p99Ms)),
    column('p99 from 1 s', 1, ({row}) => figureCell(row.steadyP99Ms)),
    column('max ms', 2, ({row}) => figureCell(row.maxMs, 'max')),
    column('lost', 0, ({row}) => figureCell(row.lost, 'max')),
    column('gap ms', 2, ({row}) => figureCell(row.gapMs, 'max')),
    column('bulk Mb/s', 0, ({row: {bulkBps}}) =>
      bulkBps ? (bulkBps.median / 1e6).toFixed(1) : '',
    ),
  ];
}
