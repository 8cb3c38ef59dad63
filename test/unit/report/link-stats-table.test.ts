import {expect, test} from 'vitest';
import type {DirectionStats} from '../../../src/lab/links/link-stats.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {linkStatsText} from '../../../src/report/link-stats-table.js';

const NONE: DirectionStats = {
  ...{packets: 0, bytes: 0, duplicated: 0, corrupted: 0},
  dropped: {loss: 0, queue: 0, codel: 0, blackout: 0, fault: 0, overrun: 0},
  faults: [],
};
const CARRIED: DirectionStats = {...NONE, packets: 120_345, bytes: 98_765_432};
const show = (links: Parameters<typeof linkStatsText>[0], width = 80) =>
  linkStatsText(links, width, glyphsFor(false));

test('links that did nothing but carry', () => {
  const text = show([{name: 's1', stats: {up: CARRIED, down: NONE}}]);
  expect(text).toMatchInlineSnapshot(`
    "link  way   packets     bytes
    ----  ----  -------  --------
    s1    up     120345  98765432
    s1    down        0         0"
  `);
});

test('every way to lose a packet fits into 80 columns, and the telling ones stay', () => {
  const up: DirectionStats = {
    ...CARRIED,
    ...{duplicated: 7, corrupted: 8},
    dropped: {loss: 1203, queue: 33, codel: 4, blackout: 55, fault: 2, overrun: 9},
    faults: [
      {
        fault: {class: 'stun-check', nth: 2, action: 'drop'},
        ...{seen: 14, hit: 1, hits: [{atMs: 1234, packet: 9, sizeBytes: 142}]},
      },
      {fault: {class: 'rtp', action: 'corrupt'}, seen: 0, hit: 0, hits: []},
    ],
  };
  const links = [
    {name: 's1', stats: {up, down: CARRIED}},
    {name: 'office-two', stats: {up: NONE, down: NONE}},
  ];
  expect(show(links)).toMatchInlineSnapshot(`
    "link        way   packets     bytes  overrun  lost  queue  fault  codel  down
    ----------  ----  -------  --------  -------  ----  -----  -----  -----  ----
    s1          up     120345  98765432        9  1203     33      2      4    55
    s1          down   120345  98765432        -     -      -      -      -     -
    office-two  up          0         0        -     -      -      -      -     -
    office-two  down        0         0        -     -      -      -      -     -

    s1 up: drop stun-check #2: 14 seen, 1 hit, first at 1.2s (packet 9)
    s1 up: corrupt rtp: 0 seen, 0 hit"
  `);
  const widths = show(links)
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  expect(show(links, 60).split('\n')[0]).toBe(
    'link        way   packets     bytes  overrun  lost  queue',
  );
});

test('nothing counted, nothing shown', () => {
  expect(show([])).toBe('');
  expect(show([{name: 's1'}])).toBe('');
  expect(show([{name: 's1', stats: {up: NONE, down: NONE}}])).toBe('');
});
