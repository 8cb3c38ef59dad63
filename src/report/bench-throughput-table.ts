import type {Spread} from '../scenario/bench/spread.js';
import type {ThroughputResult} from '../scenario/bench/throughput.js';
import type {ThroughputCell, ThroughputRow} from '../scenario/bench/throughput-result.js';
import {type Column, renderColumns} from './columns.js';
import {formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';

type Line = [cell: ThroughputCell, row: ThroughputRow, isFirst: boolean];

/** A row for each carrier under each condition, then what did not come about, and why. */
export function throughputTable(result: ThroughputResult, width: number, glyphs: Glyphs): string {
  const lines = result.cells.flatMap((cell) =>
    cell.rows.map((row, index): Line => [cell, row, index === 0]),
  );
  const sections = [
    renderColumns(throughputColumns(lines), width, glyphs),
    lines.flatMap(([cell, row]) => failureLines(cell, row)).join('\n'),
    notes(result).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function throughputColumns(lines: readonly Line[]): Column[] {
  const column = (
    head: string,
    rank: number,
    cell: (...line: Line) => string,
    align: Column['align'] = 'right',
  ): Column => ({head, align, rank, cells: lines.map((line) => cell(...line))});
  return [
    column('RTT', 0, ({rttMs}, _, isFirst) => (isFirst ? `${rttMs} ms` : ' ')),
    column('loss', 0, ({loss}, _, isFirst) => (isFirst ? formatPct(loss * 100) : ' ')),
    column('carrier', 0, (_, {carrier}) => carrier, 'left'),
    column('Mbit/s', 0, (_, {goodputBps}) => megabits(goodputBps, 'median')),
    column('min..max', 2, (_, {goodputBps}) => range(goodputBps)),
    column('target', 4, ({targetBps}, {carrier}) =>
      carrier === 'claw' && targetBps !== undefined ? (targetBps / 1e6).toFixed(1) : '',
    ),
    column('from start', 5, (_, {fromStartBps}) => megabits(fromStartBps, 'median')),
    column('claw is', 1, (_, {clawRatio}) => times(clawRatio ?? null)),
    column('CPU s/Gbit', 3, (_, row) => cpu(row)),
  ];
}

function failureLines({rttMs, loss}: ThroughputCell, {carrier, failures}: ThroughputRow): string[] {
  const counted = new Map<string, number>();
  for (const failure of failures) counted.set(failure, (counted.get(failure) ?? 0) + 1);
  return [...counted].map(
    ([failure, count]) =>
      `${carrier} at ${rttMs} ms, ${formatPct(loss * 100)}: failed ${count} times: ${failure}`,
  );
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
