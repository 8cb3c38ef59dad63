import type {MeshResult} from '../scenario/events.js';
import {renderMeshTable} from './table.js';
import {usesUnicode} from './terminal.js';

/** The result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showMesh(result: MeshResult, {full}: {full: boolean}): string {
  return renderMeshTable(result, process.stdout.columns ?? 80, {
    unicode: usesUnicode(process.env),
    full,
  }).trimEnd();
}
