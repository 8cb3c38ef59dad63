import {Text} from 'ink';
import type {ReactElement} from 'react';
import {formatMs, formatPct, formatRtt} from '../report/format.js';
import {standbyText} from '../report/path-columns.js';
import type {ConnectionResult} from '../scenario/events.js';
import {pickConnections} from './connection-order.js';
import {cut, paint, type View} from './view.js';

export interface ConnectionListProps {
  connections: readonly ConnectionResult[];
  /** Lines for connections, "and N more" included. */
  lines: number;
  view: View;
}

/** One line a connection; widths are fixed so that figures do not wander while they change. */
export function ConnectionList({connections, lines, view}: ConnectionListProps): ReactElement {
  const {shown, hidden} = pickConnections(connections, lines);
  const pairWidth = Math.max(
    'connection'.length,
    ...connections.map((connection) => pairText(connection, view).length),
  );
  const cells = fittingCells(view.columns - pairWidth - 2);
  const heads = cells.map(({head, width, align}) => pad(head, width, align));
  const head = ['  connection'.padEnd(pairWidth + 2), ...heads].join(GAP).trimEnd();
  return (
    <>
      <Text {...paint(view, {dimColor: true})}>{cut(head, view.columns, view)}</Text>
      {shown.map((connection) => (
        <ConnectionLine
          key={`${connection.from} ${connection.to}`}
          connection={connection}
          pairWidth={pairWidth}
          cells={cells}
          view={view}
        />
      ))}
      {hidden.length > 0 ? (
        <Text {...paint(view, {dimColor: true})}>
          {cut(moreText(hidden, view), view.columns, view)}
        </Text>
      ) : undefined}
    </>
  );
}

const GAP = '  ';

interface Cell {
  head: string;
  width: number;
  align: 'left' | 'right';
  text: (connection: ConnectionResult) => string | undefined;
}

const CELLS: readonly Cell[] = [
  {head: 'path', width: 10, align: 'left', text: ({state, path}) => path?.kind ?? state},
  {head: 'standby', width: 16, align: 'left', text: standbyText},
  {head: 'TTFB', width: 7, align: 'right', text: ({ttfbMs}) => perhaps(ttfbMs, formatMs)},
  {head: '', width: 8, align: 'right', text: ({ttfbRtt}) => perhaps(ttfbRtt, formatRtt)},
  {head: 'RTT', width: 7, align: 'right', text: ({rttMs}) => perhaps(rttMs, formatMs)},
  {head: 'loss', width: 5, align: 'right', text: ({lossPct}) => perhaps(lossPct, formatPct)},
  {
    head: 'candidates',
    width: 11,
    align: 'left',
    text: ({path}) => path && `${path.local}/${path.remote}`,
  },
];

/** Cells from the left as long as they fit whole: half a figure is worse than none. */
function fittingCells(room: number): readonly Cell[] {
  const ends = CELLS.map((_, index) =>
    CELLS.slice(0, index + 1).reduce((sum, {width}) => sum + GAP.length + width, 0),
  );
  return CELLS.filter((_, index) => (ends[index] ?? 0) <= room);
}

function perhaps(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value);
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

const GLYPH_COLOR = {new: 'gray', connecting: 'yellow', connected: 'green', failed: 'red'} as const;

function ConnectionLine({
  connection,
  pairWidth,
  cells,
  view,
}: {
  connection: ConnectionResult;
  pairWidth: number;
  cells: readonly Cell[];
  view: View;
}): ReactElement {
  const {state, reason} = connection;
  const fields =
    state === 'failed'
      ? ['failed', reason ?? 'no reason given']
      : cells.map(({text, width, align}) => pad(text(connection) ?? '', width, align));
  const line = [pairText(connection, view).padEnd(pairWidth), ...fields].join(GAP).trimEnd();
  return (
    <Text>
      <Text {...paint(view, {color: GLYPH_COLOR[state]})}>{view.glyphs.state[state]}</Text>
      {` ${cut(line, view.columns - 2, view)}`}
    </Text>
  );
}

function pairText({from, to}: ConnectionResult, {glyphs}: View): string {
  return `${from} ${glyphs.arrow} ${to}`;
}

/** `… and 7 more: 5 connected, 2 connecting`. */
function moreText(hidden: readonly ConnectionResult[], {glyphs}: View): string {
  const counts = (['failed', 'connecting', 'connected', 'new'] as const).flatMap((state) => {
    const count = hidden.filter((connection) => connection.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return `${glyphs.ellipsis} and ${hidden.length} more: ${counts.join(', ')}`;
}
