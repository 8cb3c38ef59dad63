import type {ThroughputResult} from '../scenario/bench/throughput.js';
import {throughputTable} from './bench-throughput-table.js';
import {glyphsFor} from './glyphs.js';
import {usesUnicode} from './terminal.js';

/** The result as stdout shows it: as wide as the terminal, or 80 columns where there is none. */
export function showThroughput(result: ThroughputResult): string {
  return throughputTable(result, process.stdout.columns ?? 80, glyphsFor(usesUnicode(process.env)));
}
