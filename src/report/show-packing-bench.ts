import type {PackingBench} from '../scenario/bench/packing.js';
import {columnsOf, renderColumns} from './columns.js';
import {glyphsFor} from './glyphs.js';
import {usesUnicode} from './terminal.js';

/** What packing costs, one row for each way and direction: ours first, then the others'. */
export function showPackingBench({dimension, rows}: PackingBench): string {
  const column = columnsOf(rows);
  const table = renderColumns(
    [
      column('vectors as', 0, ({name}) => name, 'left'),
      column('', 0, ({direction}) => direction, 'left'),
      column('bytes', 0, ({bytes}) => String(bytes)),
      column('million/s', 0, ({operationsPerSecond}) => (operationsPerSecond / 1e6).toFixed(3)),
      column('GB/s', 0, ({bytes, operationsPerSecond}) =>
        ((bytes * operationsPerSecond) / 1e9).toFixed(2),
      ),
      column('heap bytes each', 0, (row) => String(row.heapBytesPerOperation)),
    ],
    process.stdout.columns ?? 80,
    glyphsFor(usesUnicode(process.env)),
  );
  return `${table}\n\nvectors of ${dimension} elements; the best of many rounds`;
}
