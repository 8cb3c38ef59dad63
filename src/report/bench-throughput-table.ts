import type {Spread} from '../scenario/bench/spread.js';
import type {ThroughputResult} from '../scenario/bench/throughput.js';
import type {ThroughputCell, ThroughputRow} from '../scenario/bench/throughput-result.js';
import {type BenchLine, benchLines, carrierColumns, carrierFailures} from './bench-lines.js';
import {joinSections} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

/** A row for each carrier under each condition, then what did not come about, and why. */
export function throughputTable(result: ThroughputResult, width: number, glyphs: Glyphs): string {
  const lines = benchLines(result.cells);
  return joinSections([
    renderColumns(throughputColumns(lines), width, glyphs),
    carrierFailures(lines),
    notes(result).join('\n'),
  ]);
}

function throughputColumns(lines: readonly BenchLine<ThroughputCell>[]): Column[] {
  const column = columnsOf(lines);
  return [
    column('RTT', 0, ({cell, isFirst}) => (isFirst ? `${cell.rttMs} ms` : ' ')),
    ...carrierColumns(lines),
    column('Mbit/s', 0, ({row}) => megabits(row.goodputBps, 'median')),
    column('min..max', 2, ({row}) => range(row.goodputBps)),
    column('target', 4, ({cell: {targetBps}, row}) =>
      row.carrier === 'claw' && targetBps !== undefined ? (targetBps / 1e6).toFixed(1) : '',
    ),
    column('from start', 5, ({row}) => megabits(row.fromStartBps, 'median')),
    column('claw is', 1, ({row}) => times(row.clawRatio ?? null)),
    column('CPU s/Gbit', 3, ({row}) => cpu(row)),
  ];
}

function notes({cells}: ThroughputResult): string[] {
  const rows = cells.flatMap((cell) => cell.rows);
  const open = [...new Set(rows.filter((row) => !row.isEncrypted).map(({carrier}) => carrier))];
  const overruns = rows.flatMap(({runs}) =>
    runs.map(({forward, back}) => (forward?.overrun ?? 0) + (back?.overrun ?? 0)),
  );
  const overrun = overruns.reduce((sum, count) => sum + count, 0);
  return [
    'CPU s/Gbit: seconds of the sending and of the receiving process for a gigabit that arrived.',
    ...(open.length > 0 ? [`Not encrypted: ${open.join(', ')}.`] : []),
    ...(overrun > 0
      ? [
          `The links dropped ${overrun} packets they were not asked to: they were not what was asked.`,
        ]
      : []),
  ];
}

function megabits(spread: Spread | null, which: keyof Spread): string {
  return spread ? (spread[which] / 1e6).toFixed(1) : '';
}

function times(spread: Spread | null): string {
  return spread ? `${spread.median.toFixed(spread.median < 10 ? 2 : 0)}x` : '';
}

function range(spread: Spread | null): string {
  return spread ? `${megabits(spread, 'min')}..${megabits(spread, 'max')}` : '';
}

/** Of the sender and of the receiver. */
function cpu(row: ThroughputRow): string {
  const {senderCpuSecondsPerGbit: sent, receiverCpuSecondsPerGbit: received} = row;
  return sent && received ? `${sent.median.toFixed(1)} + ${received.median.toFixed(1)}` : '';
}
