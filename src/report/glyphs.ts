/** Every symbol the renderers draw, so that a terminal without UTF-8 gets the same screen in ASCII. */
export interface Glyphs {
  arrow: string;
  /** Between two sites, where direction does not matter. */
  pair: string;
  plusMinus: string;
  separator: string;
  ellipsis: string;
  rule: string;
  absent: string;
  barDone: string;
  barFailed: string;
  barOpen: string;
  agrees: string;
  disagrees: string;
  state: {new: string; connecting: string; connected: string; failed: string};
}

const UNICODE: Glyphs = {
  arrow: '→',
  pair: '–',
  plusMinus: '±',
  separator: '·',
  ellipsis: '…',
  rule: '─',
  absent: '–',
  barDone: '█',
  barFailed: '▒',
  barOpen: '░',
  agrees: '✓',
  disagrees: '✗',
  state: {new: '·', connecting: '○', connected: '✓', failed: '✗'},
};

const ASCII: Glyphs = {
  arrow: '->',
  pair: '-',
  plusMinus: '+/-',
  separator: '|',
  ellipsis: '...',
  rule: '-',
  absent: '-',
  barDone: '#',
  barFailed: 'x',
  barOpen: '.',
  agrees: 'ok',
  disagrees: 'NO',
  state: {new: '.', connecting: 'o', connected: '+', failed: 'x'},
};

export function glyphsFor(unicode: boolean): Glyphs {
  return unicode ? UNICODE : ASCII;
}
