import Table from 'cli-table3';
import type {Glyphs} from './glyphs.js';

/** A column before layout. */
export interface Column {
  head: string;
  align: 'left' | 'right';
  /** One cell a row; an empty text where there is nothing to show. */
  cells: readonly string[];
  /** Columns with the highest rank leave first when the table is too wide; rank 0 always stays. */
  rank: number;
}

/** Makes columns with a cell for each of `rows`. */
export function columnsOf<Row>(rows: readonly Row[]) {
  return (
    head: string,
    rank: number,
    cell: (row: Row) => string,
    align: Column['align'] = 'right',
  ): Column => ({head, align, rank, cells: rows.map(cell)});
}

const GAP = 2;

/**
 * Lays columns out without colour or vertical lines, at most `width` characters where ranks allow.
 * Nothing at all when there are no rows.
 */
export function renderColumns(columns: readonly Column[], width: number, glyphs: Glyphs): string {
  const kept = fitColumns(columns.filter(hasContent), width);
  const rows = kept[0]?.cells.map((_, row) => kept.map(({cells}) => cells[row] || glyphs.absent));
  if (rows === undefined || rows.length === 0) return '';
  const gap = ' '.repeat(GAP);
  const table = new Table({
    head: kept.map(({head}) => head),
    colAligns: kept.map(({align}) => align),
    chars: {...NO_LINES, mid: glyphs.rule, 'mid-mid': gap, middle: gap},
    // Without a style for heads and borders the table colours piped output.
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true},
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
};

function hasContent({rank, cells}: Column): boolean {
  return rank === 0 || cells.some((cell) => cell !== '');
}

function fitColumns(columns: readonly Column[], width: number): readonly Column[] {
  const total = columns.reduce((sum, column) => sum + columnWidth(column) + GAP, -GAP);
  const rankMax = Math.max(...columns.map(({rank}) => rank));
  if (total <= width || rankMax <= 0) return columns;
  return fitColumns(
    columns.filter(({rank}) => rank !== rankMax),
    width,
  );
}

function columnWidth({head, cells}: Column): number {
  return Math.max(head.length, ...cells.map((cell) => cell.length));
}
