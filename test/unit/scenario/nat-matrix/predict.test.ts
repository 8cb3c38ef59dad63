import {expect, test} from 'vitest';
import {NAT_GRID} from '../../../../src/lab/nat/grid.js';
import {predictPath} from '../../../../src/scenario/nat-matrix/predict.js';

const TYPES = Object.entries(NAT_GRID);

test('every pair of NAT types', () => {
  const rows = TYPES.map(
    ([name, a]) =>
      `${name.padEnd(9)} ${TYPES.map(([, b]) => (predictPath(a, b).path === 'direct' ? 'D' : 'R')).join(' ')}`,
  );
  expect(rows).toEqual([
    'eim-eif   D D D D D D D D D',
    'eim-adf   D D D D D D D D D',
    'eim-apdf  D D D D R R D R R',
    'adm-eif   D D D D D D D D D',
    'adm-adf   D D R D R R D R R',
    'adm-apdf  D D R D R R D R R',
    'apdm-eif  D D D D D D D D D',
    'apdm-adf  D D R D R R D R R',
    'apdm-apdf D D R D R R D R R',
  ]);
});

test('who calls does not matter', () => {
  for (const [, a] of TYPES) {
    for (const [, b] of TYPES) expect(predictPath(a, b).path).toBe(predictPath(b, a).path);
  }
});
