import {expect, test} from 'vitest';
import {soakPlot} from '../../../src/report/bench-soak-plot.js';
import {soakTable} from '../../../src/report/bench-soak-table.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {agent, flow, MIB, resultOf, row} from './example-soak.js';

test('a soak that nothing came of, in 80 columns', () => {
  const result = resultOf({});
  expect(result.isPassed).toBe(true);
  const table = soakTable(result, 80, glyphsFor(false));
  expect(table).toMatchInlineSnapshot(`
    "mode                    sent  delivered  p50 ms  p99 ms  late  broken
    ---------------------  -----  ---------  ------  ------  ----  ------
    ordered reliable       36000     100.0%      26      81     0       0
    unordered retransmits  36000      97.5%      26      81     0       0

    agent  peers  left  channels    files   MiB  at the end  grew  heap grew
    -----  -----  ----  --------  -------  ----  ----------  ----  ---------
    a1       9/9     0         0  28 > 28  90.0        98.0   4.3        1.5
    a2       9/9     0         0  28 > 28  90.0        98.0   4.3        1.5

    fault       n  held ms  packets lost
    ----------  -  -------  ------------
    blackhole   2     1010           142
    nat-rebind  1     1010             -

    target                                  measured     wanted
    --------------------------------------  --------  ---------  ---
    promises broken                                0       <= 0  met
    messages after their lifetime                  0       <= 0  met
    connections lost                               0       <= 0  met
    PeerConnections beyond those needed            0       <= 0  met
    PeerConnections left after closing             0       <= 0  met
    tracks and channels left after closing         0       <= 0  met
    memory grew, most of an agent           4.25 MiB  <= 32 MiB  met
    heap grew, most of an agent             1.50 MiB  <= 32 MiB  met
    paths not proven by the routers                0       <= 0  met"
  `);
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('what broke, leaked and grew', () => {
  const first = {stream: 1, id: 17, text: 'message 17 of 200 bytes, sent at 1002 ms, never came'};
  const result = resultOf({
    modes: [row({delivered: 35_990, broken: 10})],
    flows: [
      {
        ...flow,
        corrupt: 0,
        gapMs: 9000,
        violations: [{kind: 'missing' as const, count: 10, first}],
      },
    ],
    lost: [{agent: 'a1', peer: 'a2', atMs: 12_345, reason: 'relay lost'}],
    proofs: [{from: 'a1', to: 'a2', path: null, back: 'direct', isProven: false}],
    agents: [
      agent('a1', {peers: 11, peersLeft: 1, channelsLeft: 2, rssGrowthBytes: 40 * MIB}),
      agent('a2', {heapGrowthBytes: null}),
    ],
  });
  expect(result.isPassed).toBe(false);
  expect(soakTable(result, 120, glyphsFor(true))).toMatchInlineSnapshot(`
    "mode              flows   sent  delivered  p50 ms  p99 ms  max ms  gap ms  late  broken
    ────────────────  ─────  ─────  ─────────  ──────  ──────  ──────  ──────  ────  ──────
    ordered reliable      6  36000     100.0%      26      81     801     312     0      10

    agent  peers  left  channels    files   MiB  at the end  grew  heap grew
    ─────  ─────  ────  ────────  ───────  ────  ──────────  ────  ─────────
    a1      11/9     1         2  28 > 28  90.0        98.0  40.0        1.5
    a2       9/9     0         0  28 > 28  90.0        98.0   4.3          –

    fault       n  held ms  packets lost
    ──────────  ─  ───────  ────────────
    blackhole   2     1010           142
    nat-rebind  1     1010             –

    target                                  measured     wanted
    ──────────────────────────────────────  ────────  ─────────  ───────
    promises broken                               10       <= 0  NOT MET
    messages after their lifetime                  0       <= 0  met
    connections lost                               1       <= 0  NOT MET
    PeerConnections beyond those needed            2       <= 0  NOT MET
    PeerConnections left after closing             1       <= 0  NOT MET
    tracks and channels left after closing         2       <= 0  NOT MET
    memory grew, most of an agent             40 MiB  <= 32 MiB  NOT MET
    heap grew, most of an agent                    –  <= 32 MiB  NOT MET
    paths not proven by the routers                1       <= 0  NOT MET

    a1 lost a2 after 12.3 s: relay lost
    a2 to a1, ordered reliable, missing (10): message 17 of 200 bytes, sent at 1002 ms, never came
    a1 to a2: none, back direct, is not proven"
  `);
});

test('memory over time, a curve for each agent', () => {
  const svg = soakPlot(resultOf({}));
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);
  expect(texts.filter((text) => !/^[\d.]+$/.test(text))).toMatchInlineSnapshot(`
    [
      "Memory of each agent",
      "a1",
      "a2",
      "resident",
      "seconds of the soak",
      "MiB",
      "JavaScript heap",
      "seconds of the soak",
      "MiB",
    ]
  `);
  expect(svg.match(/<polyline/g)).toHaveLength(4);
});
