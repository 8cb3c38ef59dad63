import type {CarrierCell, TrafficRow} from '../scenario/bench/failover/carrier-cell.js';
import type {FailoverResult} from '../scenario/bench/failover/failover.js';
import type {FailoverCell} from '../scenario/bench/failover/failover-result.js';
import type {Quantiles} from '../scenario/reliability/sample.js';
import {failureLines, joinSections, targetsTable} from './bench-targets.js';
import {type Column, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

interface PathLine {
  cell: FailoverCell;
  carrier: CarrierCell;
}

interface TrafficLine {
  carrier: CarrierCell;
  row: TrafficRow;
}

/** When paths changed, what that did to traffic, what was hoped for, and what did not come about. */
export function failoverTable({cells}: FailoverResult, width: number, glyphs: Glyphs): string {
  const paths = cells.flatMap((cell) =>
    cell.carriers.map((carrier): PathLine => ({cell, carrier})),
  );
  const targets = cells.flatMap((cell) => cell.targets);
  return joinSections([
    renderColumns(pathColumns(paths), width, glyphs),
    ...cells.map((cell) => renderColumns(trafficColumns(cell), width, glyphs)),
    targetsTable(targets, width, glyphs),
    paths
      .flatMap(({cell: {fault}, carrier: {carrier, failures}}) =>
        failureLines(`${carrier}, ${fault}`, failures),
      )
      .join('\n'),
  ]);
}

function pathColumns(lines: readonly PathLine[]): Column[] {
  const column = columnsOf(lines);
  return [
    column('fault', 0, faultCell, 'left'),
    column('carrier', 0, ({carrier}) => carrier.carrier, 'left'),
    column('n', 0, ({carrier}) => String(carrier.runs.length)),
    column('moved', 0, ({carrier}) => String(carrier.moved)),
    column('to', 1, ({carrier}) => pathsTaken(carrier), 'left'),
    column('detected', 0, ({carrier}) => ms(carrier.detectedMs, 'p50')),
    column('p99', 2, ({carrier}) => ms(carrier.detectedMs, 'p99')),
    column('switched', 0, ({carrier}) => ms(carrier.switchedMs, 'p50')),
    column('p99', 2, ({carrier}) => ms(carrier.switchedMs, 'p99')),
    column('back', 0, ({carrier}) => ms(carrier.failBackMs, 'p50')),
    column('max', 3, ({carrier}) => ms(carrier.failBackMs, 'max')),
  ];
}

/** One table for each fault, under its name. */
function trafficColumns({fault, carriers}: FailoverCell): Column[] {
  const lines = carriers.flatMap((carrier) =>
    carrier.rows.map((row): TrafficLine => ({carrier, row})),
  );
  const column = columnsOf(lines);
  const isFirst = ({carrier, row}: TrafficLine) => carrier.rows[0] === row;
  return [
    column(fault, 0, (line) => (isFirst(line) ? line.carrier.carrier : ' '), 'left'),
    column('traffic', 0, ({row}) => row.traffic, 'left'),
    column('gap', 0, ({row}) => ms(row.gapMs, 'p50')),
    column('p99', 0, ({row}) => ms(row.gapMs, 'p99')),
    column('max', 2, ({row}) => ms(row.gapMs, 'max')),
    column('1st byte', 3, ({row}) => ms(row.firstByteMs, 'p50')),
    column('back gap', 4, ({row}) => ms(row.failBackGapMs, 'max')),
    column('rate', 1, ({row}) => ms(row.recoveredMs, 'p50')),
    column('lost', 0, ({row}) => String(row.lost)),
    column('dup', 0, ({row}) => String(row.duplicated)),
    column('reord', 0, ({row}) => String(row.reordered)),
  ];
}

function columnsOf<Line>(lines: readonly Line[]) {
  return (
    head: string,
    rank: number,
    cell: (line: Line) => string,
    align: Column['align'] = 'right',
  ): Column => ({head, align, rank, cells: lines.map(cell)});
}

function faultCell({cell, carrier}: PathLine): string {
  return cell.carriers[0] === carrier ? cell.fault : ' ';
}

/** Ways that were in use at the end of a fault, if others than before. */
function pathsTaken({runs}: CarrierCell): string {
  const taken = runs.flatMap(({path: {before, during}}) =>
    during === null || during === before ? [] : [during],
  );
  return [...new Set(taken)].join(' ');
}

function ms(quantiles: Quantiles | null, which: 'p50' | 'p99' | 'max'): string {
  return quantiles === null ? '' : quantiles[which].toFixed(0);
}
