import type {ConnectionResult, PathFigures} from '../scenario/events.js';
import {type Column, columnsOf} from './columns.js';
import {formatMs, formatPct, formatRate} from './format.js';

/** One row a path, in the order of the connections. */
export function pathColumns(connections: readonly ConnectionResult[]): Column[] {
  const rows = connections.flatMap(({from, to, paths = []}) =>
    paths.map((path) => ({from, to, ...path})),
  );
  const column = columnsOf(rows);
  return [
    column('from', 0, ({from}) => from, 'left'),
    column('to', 0, ({to}) => to, 'left'),
    column('path', 0, ({kind}) => kind, 'left'),
    column('state', 0, stateText, 'left'),
    column('RTT', 0, ({rttMs}) => perhaps(rttMs, formatMs)),
    column('jitter', 2, ({jitterMs}) => perhaps(jitterMs, formatMs)),
    column('loss', 0, ({lossPct}) => formatPct(lossPct)),
    column('in 200 ms', 1, forecastText),
    column('rate', 3, ({deliveryRateBps}) => formatRate(deliveryRateBps)),
  ];
}

/** The best path beside the one in use: `relay-udp 101 ms`; undefined where there is none. */
export function standbyText({paths = []}: ConnectionResult): string | undefined {
  const standby = paths.find(({isActive}) => !isActive);
  if (!standby) return undefined;
  const {kind, state, rttMs} = standby;
  if (state === 'silent') return `${kind} silent`;
  return rttMs === undefined ? kind : `${kind} ${formatMs(rttMs)}`;
}

/** The path in use is named, whatever else is known of it. */
function stateText({state, isActive}: PathFigures): string {
  return isActive && state !== 'active' ? `active, ${state}` : state;
}

function forecastText({forecast}: PathFigures): string {
  return forecast ? `${formatMs(forecast.rttMs)} ${formatPct(forecast.lossPct)}` : '';
}

function perhaps(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '' : format(value);
}
