import {type Glyphs, glyphsFor} from './glyphs.js';
import {usesUnicode} from './terminal.js';

/** A result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showBench<Result>(
  table: (result: Result, width: number, glyphs: Glyphs) => string,
  result: Result,
): string {
  return table(result, process.stdout.columns ?? 80, glyphsFor(usesUnicode(process.env)));
}
