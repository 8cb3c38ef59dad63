import {failureLines} from './bench-targets.js';
import {type Column, columnsOf} from './columns.js';
import {formatPct} from './format.js';

/** What carriers did under one condition. */
interface CarrierCell {
  loss: number;
  rows: readonly {carrier: string; failures: readonly string[]}[];
}

/** A carrier under a condition, which only the first of its lines names. */
export interface BenchLine<Cell extends CarrierCell> {
  cell: Cell;
  row: Cell['rows'][number];
  isFirst: boolean;
}

export function benchLines<Cell extends CarrierCell>(cells: readonly Cell[]): BenchLine<Cell>[] {
  return cells.flatMap((cell) =>
    cell.rows.map((row, index) => ({cell, row, isFirst: index === 0})),
  );
}

/** Which condition, and which carrier. */
export function carrierColumns(lines: readonly BenchLine<CarrierCell>[]): Column[] {
  const column = columnsOf(lines);
  return [
    column('loss', 0, ({cell, isFirst}) => (isFirst ? formatPct(cell.loss * 100) : ' ')),
    column('carrier', 0, ({row}) => row.carrier, 'left'),
  ];
}

/** What did not come about, and why. */
export function carrierFailures(
  lines: readonly BenchLine<CarrierCell & {rttMs?: number}>[],
): string {
  return lines
    .flatMap(({cell: {rttMs, loss}, row}) => {
      const path = rttMs === undefined ? '' : `${rttMs} ms, `;
      return failureLines(`${row.carrier} at ${path}${formatPct(loss * 100)}`, row.failures);
    })
    .join('\n');
}
