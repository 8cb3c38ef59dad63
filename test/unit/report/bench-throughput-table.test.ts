import {expect, test} from 'vitest';
import {throughputPlot} from '../../../src/report/bench-throughput-plot.js';
import {throughputTable} from '../../../src/report/bench-throughput-table.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import type {ThroughputResult} from '../../../src/scenario/bench/throughput.js';
import {type ThroughputRun, throughputRow} from '../../../src/scenario/bench/throughput-result.js';

const run = (goodputBps: number, overrun = 0): ThroughputRun => ({
  ...{goodputBps, fromStartBps: goodputBps * 0.9, binBytes: Array(40).fill(12_500), pipe: {}},
  ...{senderCpuSecondsPerGbit: 1.5, receiverCpuSecondsPerGbit: 2.25},
  forward: {packets: 100, lost: 1, queueDrops: 0, overrun},
});

const asked = {
  ...{rttsMs: [50], losses: [0.01], rateBps: 20e6, durationMs: 2000, runs: 2},
  ...{peers: ['bbr' as const, 'udx' as const], seed: 1, linkDriver: 'userspace' as const},
};

const result: ThroughputResult = {
  ...{bench: 'throughput', command: 'claw bench throughput', asked, binMs: 50},
  cells: [
    {
      ...{rttMs: 50, loss: 0.01, rateBps: 20e6, targetBps: 16.83e6},
      rows: [
        throughputRow('claw', true, [run(18e6), run(19e6, 3)]),
        throughputRow('bbr', false, [run(19e6), run(9.5e6)], [18e6, 19e6]),
        throughputRow('udx', false, Array(2).fill('udx-native is not installed'), [18e6, 19e6]),
      ],
    },
  ],
};

test('a row for each carrier, reasons, and what the reader must know', () => {
  expect(throughputTable(result, 100, glyphsFor(false))).toMatchInlineSnapshot(`
    "  RTT  loss  carrier  Mbit/s    min..max  target  from start  claw is  CPU s/Gbit
    -----  ----  -------  ------  ----------  ------  ----------  -------  ----------
    50 ms  1.0%  claw       18.5  18.0..19.0    16.8        16.6        -   1.5 + 2.3
                 bbr        14.3   9.5..19.0       -        12.8    1.47x   1.5 + 2.3
                 udx           -           -       -           -        -           -

    udx at 50 ms, 1.0%: failed in 2 runs: udx-native is not installed

    CPU s/Gbit: seconds of the sending and of the receiving process for a gigabit that arrived.
    Not encrypted: bbr, udx.
    The links dropped 3 packets they were not asked to: they were not what was asked."
  `);
});

test('at 80 columns what it cost and how it varied stay', () => {
  const [head] = throughputTable(result, 80, glyphsFor(false)).split('\n');
  expect(head).toMatchInlineSnapshot(
    `"  RTT  loss  carrier  Mbit/s    min..max  target  claw is  CPU s/Gbit"`,
  );
});

test('the plot has a point for every quarter second of the median run', () => {
  const svg = throughputPlot(result);
  expect(svg).toContain('50 ms, 1.0% loss');
  expect(svg).toContain('target');
  const [points = ''] = /points="([^"]+)"/.exec(svg)?.slice(1) ?? [];
  expect(points.split(' ')).toHaveLength(8);
});
