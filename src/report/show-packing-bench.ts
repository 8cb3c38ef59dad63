import type {PackingBench} from '../scenario/bench/packing.js';
import {renderColumns} from './columns.js';
import {glyphsFor} from './glyphs.js';
import {usesUnicode} from './terminal.js';

/** What packing costs, one row for each way and direction: ours first, then the others'. */
export function showPackingBench({dimension, rows}: PackingBench): string {
  const column = (head: string, cells: string[]) =>
    ({head, align: 'right', cells, rank: 0}) as const;
  const table = renderColumns(
    [
      {head: 'vectors as', align: 'left', cells: rows.map(({name}) => name), rank: 0},
      {head: '', align: 'left', cells: rows.map(({direction}) => direction), rank: 0},
      column(
        'bytes',
        rows.map(({bytes}) => String(bytes)),
      ),
      column(
        'million/s',
        rows.map(({operationsPerSecond}) => (operationsPerSecond / 1e6).toFixed(3)),
      ),
      column(
        'GB/s',
        rows.map(({bytes, operationsPerSecond}) =>
          ((bytes * operationsPerSecond) / 1e9).toFixed(2),
        ),
      ),
      column(
        'heap bytes each',
        rows.map(({heapBytesPerOperation}) => String(heapBytesPerOperation)),
      ),
    ],
    process.stdout.columns ?? 80,
    glyphsFor(usesUnicode(process.env)),
  );
  return `${table}\n\nvectors of ${dimension} elements; the best of many rounds`;
}
