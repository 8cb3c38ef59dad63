import {type Glyphs, glyphsFor} from './glyphs.js';
import {usesUnicode} from './terminal.js';

/** The text of a result that fits `width` columns. */
export type BenchTable<Result> = (result: Result, width: number, glyphs: Glyphs) => string;

/** A result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showBench<Result>(table: BenchTable<Result>, result: Result): string {
  return table(result, process.stdout.columns ?? 80, glyphsFor(usesUnicode(process.env)));
}
