import {expect, test} from 'vitest';
import {NAT_GRID} from '../../../src/lab/nat/grid.js';
import {natMatrixTable} from '../../../src/report/nat-matrix-table.js';
import type {MatrixPair, NatMatrix} from '../../../src/scenario/nat-matrix/matrix.js';

const TYPES = Object.keys(NAT_GRID);

const DIRECT: Omit<MatrixPair, 'from' | 'to'> = {
  ...{predicted: 'direct', observed: 'direct', proof: 'agrees', ttfbMs: 98.4, agrees: true},
  ...{because: 'the filter lets everyone in', differs: null},
};
const RELAYED = {...DIRECT, observed: 'relay-udp', predicted: 'relay-udp', ttfbMs: 1203.6};
const NONE: Omit<MatrixPair, 'from' | 'to'> = {
  ...{...DIRECT, observed: 'none', ttfbMs: null, agrees: false},
  differs: 'not connected: no answer within 20 s',
};

/** Every pair is direct but for some whose cells are as wide as they get. */
function matrix(others: Record<string, Omit<MatrixPair, 'from' | 'to'>>): NatMatrix {
  const pairs = TYPES.flatMap((from) =>
    TYPES.map((to) => ({from, to, ...(others[`${from} ${to}`] ?? DIRECT)})),
  );
  return {
    ...{schemaVersion: 1, seed: 4_294_967_295, rttMs: 20, types: TYPES, pairs},
    lab: {fabric: 'loopback', linkDriver: 'userspace', turn: 'embedded'},
    agreeing: pairs.filter(({agrees}) => agrees).length,
  };
}

test('the matrix at 80 columns', () => {
  const wrong = {agrees: false, differs: 'took relay-udp (relay/relay) instead of direct'};
  const text = natMatrixTable(
    matrix({
      'eim-eif apdm-apdf': {...RELAYED, ttfbMs: 9999.4, ...wrong},
      'adm-apdf adm-adf': RELAYED,
      'adm-apdf adm-apdf': {...RELAYED, ttfbMs: 19_876, ...wrong},
      'apdm-apdf apdm-adf': NONE,
      'apdm-apdf apdm-apdf': RELAYED,
    }),
  );
  expect(text).toMatchInlineSnapshot(`
    "           eim                  adm                  apdm
    from / to  eif    adf    apdf   eif    adf    apdf   eif    adf    apdf
    eim-eif    D98    D98    D98    D98    D98    D98    D98    D98    R9999!
    eim-adf    D98    D98    D98    D98    D98    D98    D98    D98    D98
    eim-apdf   D98    D98    D98    D98    D98    D98    D98    D98    D98
    adm-eif    D98    D98    D98    D98    D98    D98    D98    D98    D98
    adm-adf    D98    D98    D98    D98    D98    D98    D98    D98    D98
    adm-apdf   D98    D98    D98    D98    R1204  R20s!  D98    D98    D98
    apdm-eif   D98    D98    D98    D98    D98    D98    D98    D98    D98
    apdm-adf   D98    D98    D98    D98    D98    D98    D98    D98    D98
    apdm-apdf  D98    D98    D98    D98    D98    D98    D98    X!     R1204

    D direct, R relayed, X none; time to first byte in ms; ! not as predicted.
    eim-eif calls apdm-apdf: took relay-udp (relay/relay) instead of direct
    adm-apdf calls adm-apdf: took relay-udp (relay/relay) instead of direct
    apdm-apdf calls apdm-adf: not connected: no answer within 20 s
    78 of 81 pairs as predicted (loopback, round trip 20 ms, seed 4294967295)."
  `);
  const widths = text.split('\n').map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
});

test('every cell starts under the name of its column', () => {
  const [mappings = '', filterings = '', ...rows] = natMatrixTable(matrix({})).split('\n');
  const starts = (line: string) => [...line.matchAll(/\S+/g)].map(({index}) => index);
  const columns = starts(filterings).filter((at) => at > 'from / to'.length);
  for (const row of rows.slice(0, TYPES.length)) expect(starts(row)).toEqual([0, ...columns]);
  expect(starts(mappings)).toEqual([columns[0], columns[3], columns[6]]);
});
