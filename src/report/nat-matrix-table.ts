import type {MatrixPair, NatMatrix} from '../scenario/nat-matrix/matrix.js';

const CELL_WIDTH = 7;

/**
 * The matrix at 80 columns: callers down, called across; `D` direct, `R` relayed, with the time to
 * first byte in ms, `!` where the prediction failed, and why below.
 */
export function natMatrixTable({types, pairs, agreeing, seed, lab, rttMs}: NatMatrix): string {
  const head = ['', ...types].map(cell).join('');
  const rows = types.map((from) =>
    [from, ...types.map((to) => mark(pairs.find((pair) => pair.from === from && pair.to === to)))]
      .map(cell)
      .join(''),
  );
  const differing = pairs.flatMap(({from, to, differs}) =>
    differs === null ? [] : [`${from} calls ${to}: ${differs}`],
  );
  return [
    ...[head, ...rows].map((line) => line.trimEnd()),
    '',
    'D direct, R relayed, with the time to first byte in ms; ! not as predicted.',
    ...differing,
    `${agreeing} of ${pairs.length} pairs as predicted (${lab.fabric}, round trip ${rttMs} ms, seed ${seed}).`,
  ].join('\n');
}

function mark(pair: MatrixPair | undefined): string {
  if (!pair) return '';
  const letter = pair.observed === 'direct' ? 'D' : pair.observed === 'none' ? 'X' : 'R';
  const ms = pair.ttfbMs === null ? '' : String(Math.round(pair.ttfbMs));
  return `${letter}${ms}${pair.agrees ? '' : '!'}`;
}

/** Names of types are up to nine letters: the caller's column takes them whole. */
function cell(text: string, column: number): string {
  return column === 0
    ? text.padEnd(CELL_WIDTH + 3)
    : text.replace('apdm-', 'apdm').padEnd(CELL_WIDTH);
}
