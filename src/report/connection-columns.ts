import type {ConnectionResult, PhasesMs} from '../scenario/events.js';
import type {Column} from './columns.js';
import {formatCandidates, formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';

/** One row a connection. */
export function connectionColumns(
  connections: readonly ConnectionResult[],
  glyphs: Glyphs,
): Column[] {
  const left = (head: string, rank: number, cell: Cell): Column => ({
    head,
    rank,
    align: 'left',
    cells: connections.map(cell),
  });
  const figures = (head: string, rank: number, figure: Figure, decimals?: number): Column => ({
    head,
    rank,
    align: 'right',
    cells: numberCells(connections.map(figure), decimals),
  });
  return [
    left('from', 0, ({from}) => from),
    left('to', 0, ({to}) => to),
    left('path', 0, ({state, path}) => (state === 'connected' && path ? path.kind : state)),
    left('candidates', 2, ({path}) => (path ? formatCandidates(path) : '')),
    figures('TTFB ms', 0, ({ttfbMs}) => ttfbMs),
    figures('RTTs', 1, ({ttfbRtt}) => ttfbRtt, 1),
    left('sig/gath/checks/dtls/byte', 6, ({phasesMs}) => phasesCell(phasesMs)),
    figures('DC ms', 3, ({dataChannelTtfbMs}) => dataChannelTtfbMs),
    figures('RTT ms', 4, ({rttMs}) => rttMs),
    {
      ...left('loss', 5, ({lossPct}) => (lossPct === undefined ? '' : formatPct(lossPct))),
      align: 'right',
    },
    left('proof', 0, ({proof}) => (proof ? glyphs[proof] : '')),
  ];
}

type Cell = (connection: ConnectionResult) => string;
type Figure = (connection: ConnectionResult) => number | undefined;

/**
 * Numbers of one column, all with the same decimals so that they line up: tenths where the column
 * has a value below 10, whole numbers elsewhere, unless `decimals` is given.
 */
export function numberCells(values: readonly (number | undefined)[], decimals?: number): string[] {
  const hasSmall = values.some((value) => value !== undefined && value < 10);
  const digits = decimals ?? (hasSmall ? 1 : 0);
  return values.map((value) => (value === undefined ? '' : value.toFixed(digits)));
}

function phasesCell(phases: PhasesMs | undefined): string {
  if (!phases) return '';
  const {signaling, gathering, checks, dtls, firstByte} = phases;
  return [signaling, gathering, checks, dtls, firstByte].map((ms) => ms.toFixed(0)).join('/');
}
