import {expect, test} from 'vitest';
import {failoverTable} from '../../../src/report/bench-failover-table.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import type {FailoverRun} from '../../../src/scenario/bench/failover/carrier-cell.js';
import {failoverCell} from '../../../src/scenario/bench/failover/failover-result.js';

const flow = (traffic: string, gapMs: number, lost: number) => ({
  ...{traffic, direction: 'forward' as const, sent: 1100, lost, duplicated: 0, reordered: 0},
  ...{gapMs, firstByteMs: gapMs + 3, failBackGapMs: 12, breachMs: 5},
});
const bulk = {
  ...{traffic: 'bulk', direction: 'forward' as const, sent: 900},
  ...{lost: 0, duplicated: 0, reordered: 0, rate: {beforeBps: 18e6, recoveredMs: 412}},
};
const run = (gapMs: number, to: 'relay-udp' | 'direct' | null): FailoverRun => ({
  ...{commitTookMs: 20, faultMs: 3000, dropped: 400, relayed: 300},
  path: {
    ...{before: to && 'direct', during: to, moves: 4, movesDuring: [1, 1]},
    ...{detectedMs: to && gapMs - 20, switchedMs: to && gapMs - 10, failBackMs: to && 2100},
  },
  flows: [
    flow('reliable-ordered:critical', gapMs, 0),
    flow('retransmits-unordered', gapMs + 5, 31),
    bulk,
  ],
});
const cells = [
  failoverCell(
    'blackhole',
    50,
    new Map([
      ['claw' as const, {runs: [run(180, 'relay-udp'), run(210, 'relay-udp')], failures: []}],
      [
        'datachannel' as const,
        {runs: [run(3320, null)], failures: ['datachannel did not connect within 30 s']},
      ],
    ]),
  ),
];
const asked = {
  ...{faults: ['blackhole' as const], traffic: [], pace: {messageBytes: 200, everyMs: 10}},
  ...{runs: 2, holdMs: 3000, flapMs: 1000, rttMs: 50, rateBps: 20e6, relays: ['udp' as const]},
  ...{peers: ['datachannel' as const], seed: 1, linkDriver: 'userspace' as const},
};
const result = {bench: 'failover' as const, command: 'claw bench failover', asked, cells};

test('fits 80 columns', () => {
  const table = failoverTable(result, 80, glyphsFor(false));
  expect(table).toMatchInlineSnapshot(`
    "fault      carrier      n  moved  to         detected  p99  switched  p99  back
    ---------  -----------  -  -----  ---------  --------  ---  --------  ---  ----
    blackhole  claw         2      2  relay-udp       160  190       170  200  2100
               datachannel  1      0  -                 -    -         -    -     -

    blackhole    traffic                     gap   p99   max  rate  lost  dup  reord
    -----------  -------------------------  ----  ----  ----  ----  ----  ---  -----
    claw         reliable-ordered:critical   180   210   210     -     0    0      0
                 retransmits-unordered       185   215   215     -    62    0      0
                 bulk                          -     -     -   412     0    0      0
    datachannel  reliable-ordered:critical  3320  3320  3320     -     0    0      0
                 retransmits-unordered      3325  3325  3325     -    31    0      0
                 bulk                          -     -     -   412     0    0      0

    target                                        measured     wanted
    --------------------------------------------  --------  ---------  ---
    blackhole: reliable-ordered:critical gap p99    210 ms  <= 250 ms  met
    blackhole: reliable-ordered:critical broken          0       <= 0  met

    datachannel, blackhole: failed in 1 run: datachannel did not connect within 30 s"
  `);
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('says more where there is room', () => {
  expect(failoverTable(result, 140, glyphsFor(true))).toMatchInlineSnapshot(`
    "fault      carrier      n  moved  to         detected  p99  switched  p99  back   max
    ─────────  ───────────  ─  ─────  ─────────  ────────  ───  ────────  ───  ────  ────
    blackhole  claw         2      2  relay-udp       160  190       170  200  2100  2100
               datachannel  1      0  –                 –    –         –    –     –     –

    blackhole    traffic                     gap   p99   max  1st byte  back gap  rate  lost  dup  reord
    ───────────  ─────────────────────────  ────  ────  ────  ────────  ────────  ────  ────  ───  ─────
    claw         reliable-ordered:critical   180   210   210       183        12     –     0    0      0
                 retransmits-unordered       185   215   215       188        12     –    62    0      0
                 bulk                          –     –     –         –         –   412     0    0      0
    datachannel  reliable-ordered:critical  3320  3320  3320      3323        12     –     0    0      0
                 retransmits-unordered      3325  3325  3325      3328        12     –    31    0      0
                 bulk                          –     –     –         –         –   412     0    0      0

    target                                        measured     wanted
    ────────────────────────────────────────────  ────────  ─────────  ───
    blackhole: reliable-ordered:critical gap p99    210 ms  <= 250 ms  met
    blackhole: reliable-ordered:critical broken          0       <= 0  met

    datachannel, blackhole: failed in 1 run: datachannel did not connect within 30 s"
  `);
});
