import type {MeshResult} from '../scenario/events.js';
import type {MeshStatus} from '../scenario/mesh/mesh-control.js';
import {renderColumns} from './columns.js';
import {glyphsFor} from './glyphs.js';
import {linkStatsText} from './link-stats-table.js';
import {pathColumns} from './path-columns.js';
import {renderMeshTable} from './table.js';
import {usesUnicode} from './terminal.js';

/** The result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showMesh(result: MeshResult, {full}: {full: boolean}): string {
  return renderMeshTable(result, process.stdout.columns ?? 80, {
    unicode: usesUnicode(process.env),
    full,
  }).trimEnd();
}

/** A mesh that is up: its connections or each of their paths, and what its links have done. */
export function showMeshStatus(status: MeshStatus, {paths}: {paths: boolean}): string {
  const unicode = usesUnicode(process.env);
  const glyphs = glyphsFor(unicode);
  const columns = process.stdout.columns ?? 80;
  const table = renderMeshTable(status, columns, {unicode, isUp: true}).trimEnd();
  const ofPaths = paths ? renderColumns(pathColumns(status.connections), columns, glyphs) : '';
  const stats = linkStatsText(status.links, columns, glyphs);
  return [ofPaths || table, stats].filter((text) => text !== '').join('\n\n');
}
