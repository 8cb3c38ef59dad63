import type {JitterResult} from '../scenario/bench/jitter.js';
import type {JitterCell} from '../scenario/bench/jitter-result.js';
import {type BenchLine, benchLines, carrierColumns, carrierFailures} from './bench-lines.js';
import {figureCell, joinSections, percentCell, targetsTable} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

/** How steadily a stream arrived under each loss, then what was hoped for. */
export function jitterTable({cells}: JitterResult, width: number, glyphs: Glyphs): string {
  const lines = benchLines(cells);
  const targets = cells.flatMap((cell) => cell.targets);
  return joinSections([
    'Standard deviation of the time between two messages:',
    renderColumns(columns(lines), width, glyphs),
    targetsTable(targets, width, glyphs),
    carrierFailures(lines),
  ]);
}

function columns(lines: readonly BenchLine<JitterCell>[]): Column[] {
  const column = columnsOf(lines);
  return [
    ...carrierColumns(lines),
    column('sent ms', 1, ({row}) => figureCell(row.sentSdMs)),
    column('arrived ms', 0, ({row}) => figureCell(row.arrivedSdMs)),
    column('worst run', 2, ({row}) => figureCell(row.arrivedSdMs, 'max')),
    column('delivered', 1, ({row}) => percentCell(row.deliveredShare)),
    column('latency p50', 3, ({row}) => figureCell(row.p50Ms)),
    column('p99', 3, ({row}) => figureCell(row.p99Ms)),
  ];
}
