import type {Spread} from '../scenario/bench/spread.js';
import type {Target} from '../scenario/bench/target.js';
import {columnsOf, renderColumns} from './columns.js';
import {formatCount} from './format.js';
import type {Glyphs} from './glyphs.js';

/** What was hoped for beside what was measured. */
export function targetsTable(targets: readonly Target[], width: number, glyphs: Glyphs): string {
  const column = columnsOf(targets);
  const columns = [
    column('target', 0, ({name}) => name, 'left'),
    column('measured', 0, ({figure, unit}) => (figure === null ? '' : withUnit(figure, unit))),
    column('wanted', 0, wanted),
    column('', 0, ({isMet}) => (isMet ? 'met' : 'NOT MET'), 'left'),
  ];
  return renderColumns(columns, width, glyphs);
}

/** Each reason once, with how often it came. */
export function failureLines(what: string, failures: readonly string[]): string[] {
  const counted = new Map<string, number>();
  for (const failure of failures) counted.set(failure, (counted.get(failure) ?? 0) + 1);
  return [...counted].map(
    ([failure, count]) => `${what}: failed in ${formatCount(count, 'run')}: ${failure}`,
  );
}

/** Sections that have something, with a line between. */
export function joinSections(sections: readonly string[]): string {
  return sections.filter((section) => section !== '').join('\n\n');
}

/** A share, 0..1, as `99.5%`; empty without one. */
export function percentCell(share: Spread | null): string {
  return share ? `${(share.median * 100).toFixed(1)}%` : '';
}

/** A number of three digits that matter; empty without one. */
export function figureCell(spread: Spread | null, which: keyof Spread = 'median'): string {
  return spread ? digits(spread[which]) : '';
}

function wanted({atLeast, atMost, unit}: Target): string {
  if (atLeast !== undefined && atMost !== undefined) {
    return `${digits(atLeast)} to ${withUnit(atMost, unit)}`;
  }
  if (atLeast !== undefined) return `>= ${withUnit(atLeast, unit)}`;
  return atMost === undefined ? '' : `<= ${withUnit(atMost, unit)}`;
}

function withUnit(value: number, unit: Target['unit']): string {
  if (unit === 'index' || unit === 'count') return digits(value);
  return unit === '%' ? `${digits(value)}%` : `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
