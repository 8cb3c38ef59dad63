import type {LinkBench, PhaseResult} from '../lab/links/bench/result.js';
import {renderColumns} from './columns.js';
import {glyphsFor} from './glyphs.js';

const WIDTH = 80;

/** The figures of a bench, a row for each driver and phase, and below what they say. */
export function linkBenchTable(bench: LinkBench): string {
  const rows = bench.drivers.flatMap(({driver, phases}) =>
    phases.map((result) => ({driver, result})),
  );
  const column = (head: string, rank: number, cell: (result: PhaseResult) => string) => ({
    head,
    align: 'right' as const,
    rank,
    cells: rows.map(({result}) => cell(result)),
  });
  const late = (name: 'p50' | 'p99' | 'max') => (result: PhaseResult) =>
    result.lateMs === null ? '' : result.lateMs[name].toFixed(2);
  const table = renderColumns(
    [
      {head: 'driver', align: 'left', rank: 0, cells: rows.map(({driver}) => driver)},
      {head: 'phase', align: 'left', rank: 0, cells: rows.map(({result}) => result.phase)},
      column('sent/s', 0, (result) => String(result.sentPerSecond)),
      column('lost', 0, (result) => String(result.lost)),
      column('reord.', 0, (result) => String(result.reordered)),
      column('p50 ms', 0, late('p50')),
      column('p99 ms', 0, late('p99')),
      column('max ms', 1, late('max')),
      column('procs', 2, ({use}) => (use === null ? '' : use.processors.toFixed(2))),
      column('MiB', 0, ({use}) => (use === null ? '' : String(use.peakMib))),
    ],
    WIDTH,
    glyphsFor(true),
  );
  return [
    table,
    '',
    `ms: later than the ${bench.options.delayMs} ms asked for, sender and receiver included.`,
    ...rows.flatMap(({driver, result}) => sentencesOf(result).map((text) => `${driver}: ${text}`)),
    ...bench.absent.map(({driver, why}) => `${driver}: not measured, ${why}.`),
    `seed ${bench.options.seed}, Linux ${bench.machine.kernel}, ${bench.machine.processors} processors`,
  ].join('\n');
}

function sentencesOf(result: PhaseResult): string[] {
  return [...verdictOf(result), ...warningsOf(result)];
}

function verdictOf({phase, model, ...result}: PhaseResult): string[] {
  const {lost, loss, lossInterval, receivedPerSecond, receivedBps, lateMs, use} = result;
  if (phase === 'throughput') {
    const without = lost === 0 ? 'without loss' : `with ${percent(loss)} lost`;
    return [`${receivedPerSecond} packets/s ${without}.`];
  }
  if (phase === 'loss') {
    const {low, high} = lossInterval;
    const asked = model.loss ?? 0;
    const where = asked >= low && asked <= high ? 'within' : 'outside';
    return [
      `${percent(loss)} lost; ${percent(asked)} asked for is ${where} the 99 % interval, ` +
        `${percent(low)} to ${percent(high)}.`,
    ];
  }
  if (phase !== 'queue' || lateMs === null) return [];
  const memory = use === null ? '' : `, ${use.peakMib - use.peakMibBefore} MiB more memory`;
  return [
    `a full queue of ${model.queueMsMax} ms holds packets for ${Math.round(lateMs.p50)} ms ` +
      `(longest ${Math.round(lateMs.max)}) at ${(receivedBps / 1e6).toFixed(1)} Mbit/s${memory}.`,
  ];
}

function warningsOf({phase, asked, sent, missed, overrun}: PhaseResult): string[] {
  return [
    ...(sent < asked.packets
      ? [`${phase}: this machine sent only ${sent} of ${asked.packets}.`]
      : []),
    ...(missed > 0 ? [`${phase}: the receiver itself lost ${missed}; lower the rate.`] : []),
    ...(overrun ? [`${phase}: the driver dropped ${overrun} that it was to carry.`] : []),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}
