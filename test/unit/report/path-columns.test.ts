import {expect, test} from 'vitest';
import {renderColumns} from '../../../src/report/columns.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {pathColumns, standbyText} from '../../../src/report/path-columns.js';
import type {ConnectionResult, PathFigures} from '../../../src/scenario/events.js';
import {PATHS} from './example-runs.js';

const connection = (to: string, paths?: PathFigures[]): ConnectionResult => ({
  ...{from: 'a10', to, state: 'connected'},
  ...(paths ? {paths} : {}),
});
const [direct, relay] = PATHS as [PathFigures, PathFigures];
const unheard: PathFigures = {
  ...{kind: 'relay-udp', isActive: false, state: 'standby'},
  ...{lossPct: 0, deliveryRateBps: 0, isAppLimited: true},
};

const CONNECTIONS = [
  connection('a11', [direct, relay]),
  connection('a12', [direct, unheard]),
  connection('a13', [
    {...direct, state: 'doubtful'},
    {...relay, state: 'silent', lossPct: 34.2},
  ]),
  connection('a14', [{...relay, isActive: true, state: 'active', deliveryRateBps: 934_000_000}]),
  connection('a15'),
];

const render = (columns: number, unicode = true) =>
  renderColumns(pathColumns(CONNECTIONS), columns, glyphsFor(unicode));

test('a row for each path', () => {
  expect(render(100)).toMatchInlineSnapshot(`
    "from  to   path       state                RTT  jitter  loss  in 200 ms        rate
    ────  ───  ─────────  ────────────────  ──────  ──────  ────  ─────────  ──────────
    a10   a11  direct     active             62 ms  2.3 ms  9.4%  63 ms 10%  1.2 Mbit/s
    a10   a11  relay-udp  standby           101 ms  0.4 ms    0%  101 ms 0%    0 kbit/s
    a10   a12  direct     active             62 ms  2.3 ms  9.4%  63 ms 10%  1.2 Mbit/s
    a10   a12  relay-udp  standby                –       –    0%          –    0 kbit/s
    a10   a13  direct     active, doubtful   62 ms  2.3 ms  9.4%  63 ms 10%  1.2 Mbit/s
    a10   a13  relay-udp  silent            101 ms  0.4 ms   34%  101 ms 0%    0 kbit/s
    a10   a14  relay-udp  active            101 ms  0.4 ms    0%  101 ms 0%  934 Mbit/s"
  `);
});

test('fits 80 columns, in ASCII', () => {
  const table = render(80, false);
  expect(table).toMatchInlineSnapshot(`
    "from  to   path       state                RTT  jitter  loss  in 200 ms
    ----  ---  ---------  ----------------  ------  ------  ----  ---------
    a10   a11  direct     active             62 ms  2.3 ms  9.4%  63 ms 10%
    a10   a11  relay-udp  standby           101 ms  0.4 ms    0%  101 ms 0%
    a10   a12  direct     active             62 ms  2.3 ms  9.4%  63 ms 10%
    a10   a12  relay-udp  standby                -       -    0%          -
    a10   a13  direct     active, doubtful   62 ms  2.3 ms  9.4%  63 ms 10%
    a10   a13  relay-udp  silent            101 ms  0.4 ms   34%  101 ms 0%
    a10   a14  relay-udp  active            101 ms  0.4 ms    0%  101 ms 0%"
  `);
  expect(table).toMatch(/^[\n\x20-\x7e]*$/);
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('nothing without paths', () => {
  expect(renderColumns(pathColumns([connection('a2')]), 80, glyphsFor(true))).toBe('');
});

test('a standby in a few words', () => {
  expect(CONNECTIONS.map(standbyText)).toEqual([
    'relay-udp 101 ms',
    'relay-udp',
    'relay-udp silent',
    undefined,
    undefined,
  ]);
});
