import type {FairnessResult} from '../scenario/bench/fairness.js';
import type {FairnessRow} from '../scenario/bench/fairness-result.js';
import {failureLines, figureCell, joinSections, targetsTable} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

/** A row for each part, with the figures it has; then what was hoped for. */
export function fairnessTable(
  {rows, targets}: FairnessResult,
  width: number,
  glyphs: Glyphs,
): string {
  return joinSections([
    renderColumns(columns(rows), width, glyphs),
    targetsTable(targets, width, glyphs),
    rows.flatMap(({part, failures}) => failureLines(part, failures)).join('\n'),
  ]);
}

function columns(rows: readonly FairnessRow[]): Column[] {
  const column = columnsOf(rows);
  return [
    column('', 0, ({part}) => part, 'left'),
    column('Mbit/s', 1, ({bps}) => (bps ? (bps.median / 1e6).toFixed(1) : '')),
    column('Jain', 0, ({jain}) => (jain ? jain.median.toFixed(3) : '')),
    column('share', 0, ({sharePct}) => (sharePct ? `${sharePct.median.toFixed(0)}%` : '')),
    column('queue p50', 2, ({queueP50Ms}) => figureCell(queueP50Ms ?? null)),
    column('p95 ms', 0, ({queueP95Ms}) => figureCell(queueP95Ms ?? null)),
    column('max ms', 2, ({longestQueueMs}) => figureCell(longestQueueMs ?? null, 'max')),
    column('rate RTT', 0, ({rateSettledRtts}) => figureCell(rateSettledRtts ?? null)),
    column('queue RTT', 0, ({queueSettledRtts}) => figureCell(queueSettledRtts ?? null)),
  ];
}
