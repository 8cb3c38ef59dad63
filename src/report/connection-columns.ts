import type {ConnectionResult, PhasesMs} from '../scenario/events.js';
import type {Column} from './columns.js';
import {formatCandidates, formatPct} from './format.js';
import type {Glyphs} from './glyphs.js';
import {standbyText} from './path-columns.js';

/**
 * One row a connection.
 *
 * @param ranks which columns leave first where not all fit
 */
export function connectionColumns(
  connections: readonly ConnectionResult[],
  glyphs: Glyphs,
  ranks = RESULT_RANKS,
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
    left('standby', ranks.standby, (connection) => standbyText(connection) ?? ''),
    left('candidates', ranks.candidates, ({path}) => (path ? formatCandidates(path) : '')),
    figures('TTFB ms', 0, ({ttfbMs}) => ttfbMs),
    figures('RTTs', 1, ({ttfbRtt}) => ttfbRtt, 1),
    left('sig/gath/checks/dtls/byte', 6, ({phasesMs}) => phasesCell(phasesMs)),
    figures('DC ms', ranks.dataChannel, ({dataChannelTtfbMs}) => dataChannelTtfbMs),
    figures('RTT ms', 4, ({rttMs}) => rttMs),
    {
      ...left('loss', 5, ({lossPct}) => (lossPct === undefined ? '' : formatPct(lossPct))),
      align: 'right',
    },
    left('proof', 0, ({proof}) => (proof ? glyphs[proof] : '')),
  ];
}

/** Of a result: how connections came about. */
const RESULT_RANKS = {candidates: 2, dataChannel: 3, standby: 7};
/** Of a mesh that is up: how they are. */
export const STATUS_RANKS = {candidates: 7, dataChannel: 8, standby: 2};

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
