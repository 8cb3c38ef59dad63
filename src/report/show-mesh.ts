import type {MeshResult} from '../scenario/events.js';
import type {MeshStatus} from '../scenario/mesh/mesh-control.js';
import {glyphsFor} from './glyphs.js';
import {linkStatsText} from './link-stats-table.js';
import {renderMeshTable} from './table.js';
import {usesUnicode} from './terminal.js';

/** The result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showMesh(result: MeshResult, {full}: {full: boolean}): string {
  return renderMeshTable(result, process.stdout.columns ?? 80, {
    unicode: usesUnicode(process.env),
    full,
  }).trimEnd();
}

/** A mesh that is up: its connections, and what its links have done. */
export function showMeshStatus(status: MeshStatus): string {
  const glyphs = glyphsFor(usesUnicode(process.env));
  const stats = linkStatsText(status.links, process.stdout.columns ?? 80, glyphs);
  return [showMesh(status, {full: false}), ...(stats ? [stats] : [])].join('\n\n');
}
