import type {MatrixPair, NatMatrix} from '../scenario/nat-matrix/matrix.js';

/** Nine columns of it and that of the callers are 74 wide. */
const CELL_WIDTH = 7;
/** From there on a time no longer fits in milliseconds. */
const SECONDS_FROM_MS = 9999.5;
const CORNER = 'from / to';

/**
 * The matrix at 80 columns: callers down, called across; `D` direct, `R` relayed, `X` not
 * connected, with the time to first byte, `!` where the prediction failed, and why below.
 */
export function natMatrixTable({types, pairs, agreeing, seed, lab, rttMs}: NatMatrix): string {
  const callerWidth = Math.max(...[CORNER, ...types].map(({length}) => length)) + 2;
  const line = (first: string, cells: readonly string[]) =>
    `${first.padEnd(callerWidth)}${cells.map((cell) => cell.padEnd(CELL_WIDTH)).join('')}`.trimEnd();
  const rows = types.map((from) =>
    line(
      from,
      types.map((to) => mark(pairs.find((pair) => pair.from === from && pair.to === to))),
    ),
  );
  const differing = pairs.flatMap(({from, to, differs}) =>
    differs === null ? [] : [`${from} calls ${to}: ${differs}`],
  );
  return [
    line('', types.map(mappingHead)),
    line(CORNER, types.map(filteringOf)),
    ...rows,
    '',
    'D direct, R relayed, X none; time to first byte in ms; ! not as predicted.',
    ...differing,
    `${agreeing} of ${pairs.length} pairs as predicted (${lab.fabric}, round trip ${rttMs} ms, seed ${seed}).`,
  ].join('\n');
}

/** Types of one mapping stand together and share its name, on a line of its own. */
function mappingHead(type: string, index: number, types: readonly string[]): string {
  const mapping = mappingOf(type);
  const before = types[index - 1];
  return before !== undefined && mappingOf(before) === mapping ? '' : mapping;
}

function mappingOf(type: string): string {
  return type.split('-')[0] ?? type;
}

function filteringOf(type: string): string {
  return type.split('-')[1] ?? '';
}

function mark(pair: MatrixPair | undefined): string {
  if (!pair) return '';
  const letter = pair.observed === 'direct' ? 'D' : pair.observed === 'none' ? 'X' : 'R';
  return `${letter}${time(pair.ttfbMs)}${pair.agrees ? '' : '!'}`;
}

function time(ms: number | null): string {
  if (ms === null) return '';
  return ms < SECONDS_FROM_MS ? String(Math.round(ms)) : `${Math.round(ms / 1000)}s`;
}
