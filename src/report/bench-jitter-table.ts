import type {JitterResult} from '../scenario/bench/jitter.js';
import type {JitterCell, JitterRow} from '../scenario/bench/jitter-result.js';
import {failureLines, figureCell, joinSections, targetsTable} from './bench-targets.js';
import {type Column, renderColumns} from './columns.js';
import {formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';

type Line = [cell: JitterCell, row: JitterRow, isFirst: boolean];

/** How steadily a stream arrived under each loss, then what was hoped for. */
export function jitterTable({cells}: JitterResult, width: number, glyphs: Glyphs): string {
  const lines = cells.flatMap((cell) =>
    cell.rows.map((row, index): Line => [cell, row, index === 0]),
  );
  const targets = cells.flatMap((cell) => cell.targets);
  const failures = lines.flatMap(([{loss}, row]) =>
    failureLines(`${row.carrier} at ${formatPct(loss * 100)}`, row.failures),
  );
  return joinSections([
    'Standard deviation of the time between two messages:',
    renderColumns(columns(lines), width, glyphs),
    targetsTable(targets, width, glyphs),
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
    column('sent ms', 1, (_, {sentSdMs}) => figureCell(sentSdMs)),
    column('arrived ms', 0, (_, {arrivedSdMs}) => figureCell(arrivedSdMs)),
    column('worst run', 2, (_, {arrivedSdMs}) => figureCell(arrivedSdMs, 'max')),
    column('delivered', 1, (_, {deliveredShare}) =>
      deliveredShare ? `${(deliveredShare.median * 100).toFixed(1)}%` : '',
    ),
    column('latency p50', 3, (_, {p50Ms}) => figureCell(p50Ms)),
    column('p99', 3, (_, {p99Ms}) => figureCell(p99Ms)),
  ];
}
