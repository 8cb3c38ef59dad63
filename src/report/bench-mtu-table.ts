import type {MtuResult} from '../scenario/bench/mtu.js';
import type {MtuRow} from '../scenario/bench/mtu-result.js';
import {failureLines, figureCell, joinSections, targetsTable} from './bench-targets.js';
import {type Column, columnsOf, renderColumns} from './columns.js';
import type {Glyphs} from './glyphs.js';

/** What was found on each link and after how long; then what was hoped for. */
export function mtuTable({rows, targets}: MtuResult, width: number, glyphs: Glyphs): string {
  return joinSections([
    renderColumns(columns(rows), width, glyphs),
    targetsTable(targets, width, glyphs),
    rows.flatMap(({mtu, failures}) => failureLines(`MTU ${mtu}`, failures)).join('\n'),
  ]);
}

function columns(rows: readonly MtuRow[]): Column[] {
  const column = columnsOf(rows);
  return [
    column('link MTU', 0, ({mtu}) => String(mtu)),
    column('fits', 0, ({expectedBytes}) => String(expectedBytes)),
    column('found', 0, ({foundBytes}) => figureCell(foundBytes)),
    column('after ms', 0, ({foundAfterMs}) => figureCell(foundAfterMs)),
    column('slowest', 0, ({foundAfterMs}) => figureCell(foundAfterMs, 'max')),
  ];
}
