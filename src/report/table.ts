import type {ConnectionResult, MeshResult} from '../scenario/events.js';
import {certificateColumns} from './certificate-columns.js';
import {certificationSummary} from './certification-text.js';
import {renderColumns} from './columns.js';
import {connectionColumns, STATUS_RANKS} from './connection-columns.js';
import {type Glyphs, glyphsFor} from './glyphs.js';
import {groupColumns} from './group-columns.js';
import {summaryLines} from './summary.js';

export interface TableOptions {
  unicode: boolean;
  /** One row a connection, however many there are. */
  full?: boolean;
  /** The mesh is still up: what its paths are like now comes before how they came about. */
  isUp?: boolean;
}

/** Above this many connections a row each is no longer read by anyone. */
const ROWS_MAX = 40;

/**
 * The result of a mesh run for people: a table, what went wrong with reasons, a summary.
 * @param columns width to fit; the least useful columns leave first
 * @returns text without colour, ending in a line break
 */
export function renderMeshTable(
  result: MeshResult,
  columns: number,
  {unicode, full = false, isUp = false}: TableOptions,
): string {
  const glyphs = glyphsFor(unicode);
  const {connections} = result;
  const grouped = !full && connections.length > ROWS_MAX;
  const ranks = isUp ? STATUS_RANKS : undefined;
  const table = renderColumns(
    grouped ? groupColumns(result, glyphs) : connectionColumns(connections, glyphs, ranks),
    columns,
    glyphs,
  );
  const {certification} = result;
  // Found invalid before it began: no pair was ever called.
  const called =
    connections.some(({state}) => state !== 'new') || certification.verdict !== 'invalid';
  const sections = [
    ...(called ? [table, problemLines(connections, glyphs).join('\n')] : []),
    full ? renderColumns(certificateColumns(certification), columns, glyphs) : '',
    [
      ...(called ? summaryLines(result, columns, glyphs) : []),
      ...certificationSummary(certification, glyphs),
    ].join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Reasons are never shortened: they are what the reader came for. */
function problemLines(connections: readonly ConnectionResult[], glyphs: Glyphs): string[] {
  return connections.flatMap((connection) => {
    const problem = problemOf(connection);
    if (problem === undefined) return [];
    const {from, to} = connection;
    return [`${glyphs.state.failed} ${from} ${glyphs.arrow} ${to}  ${problem}`];
  });
}

function problemOf({state, reason, path, proof}: ConnectionResult): string | undefined {
  if (state === 'failed') return `failed: ${reason ?? 'no reason given'}`;
  if (state !== 'connected') return `not connected: still ${state} at the end`;
  if (proof !== 'disagrees') return undefined;
  return `path not proven: the agents say ${path?.kind ?? 'connected'}, the routers' counters do not`;
}
