import {describeFault} from '../lab/links/faults/describe.js';
import type {DirectionStats, LinkStats} from '../lab/links/link-stats.js';
import {type Column, renderColumns} from './columns.js';
import {formatSince} from './format.js';
import type {Glyphs} from './glyphs.js';

/** One direction of a link, for a row. */
interface Row {
  name: string;
  way: 'up' | 'down';
  stats: DirectionStats;
}

type Count = (stats: DirectionStats) => number;

/** Why a packet was dropped, changed or repeated, most telling first. */
const COUNTS: readonly [head: string, count: Count][] = [
  ['overrun', ({dropped}) => dropped.overrun],
  ['lost', ({dropped}) => dropped.loss],
  ['queue', ({dropped}) => dropped.queue],
  ['fault', ({dropped}) => dropped.fault],
  ['codel', ({dropped}) => dropped.codel],
  ['down', ({dropped}) => dropped.blackout],
  ['twice', ({duplicated}) => duplicated],
  ['corrupt', ({corrupted}) => corrupted],
];

/**
 * What links have done: packets offered, what was dropped and why, and the receipts of faults.
 * Empty where nothing was counted or carried. Columns of zeros are left out.
 */
export function linkStatsText(
  links: readonly {name: string; stats?: LinkStats}[],
  width: number,
  glyphs: Glyphs,
): string {
  const rows = links.flatMap(({name, stats}): Row[] =>
    stats
      ? [
          {name, way: 'up', stats: stats.up},
          {name, way: 'down', stats: stats.down},
        ]
      : [],
  );
  if (rows.every(({stats}) => stats.packets === 0)) return '';
  const receipts = rows.flatMap(receiptLines);
  const table = renderColumns(statsColumns(rows), width, glyphs);
  return [table, ...(receipts.length > 0 ? ['', ...receipts] : [])].join('\n');
}

function statsColumns(rows: readonly Row[]): Column[] {
  const right = (head: string, rank: number, count: Count): Column => ({
    ...{head, rank, align: 'right'},
    cells: rows.map(({stats}) => (rank > 0 && count(stats) === 0 ? '' : String(count(stats)))),
  });
  return [
    {head: 'link', align: 'left', rank: 0, cells: rows.map(({name}) => name)},
    {head: 'way', align: 'left', rank: 0, cells: rows.map(({way}) => way)},
    right('packets', 0, ({packets}) => packets),
    right('bytes', 0, ({bytes}) => bytes),
    ...COUNTS.map(([head, count], index) => right(head, index + 1, count)),
  ];
}

/** `s1 up: drop stun-check #2: 14 seen, 1 hit, first at 1.2s (packet 9)` */
function receiptLines({name, way, stats}: Row): string[] {
  return stats.faults.map(({fault, seen, hit, hits: [first]}) => {
    const when = first ? `, first at ${formatSince(first.atMs)} (packet ${first.packet})` : '';
    return `${name} ${way}: ${describeFault(fault)}: ${seen} seen, ${hit} hit${when}`;
  });
}
