import {expect, test} from 'vitest';
import {fairnessPlot} from '../../../src/report/bench-fairness-plot.js';
import {jitterPlot} from '../../../src/report/bench-jitter-plot.js';
import {mtuPlot} from '../../../src/report/bench-mtu-plot.js';
import {priorityPlot} from '../../../src/report/bench-priority-plot.js';
import {reliabilityPlot} from '../../../src/report/bench-reliability-plot.js';
import {FAIRNESS, JITTER, MTU, PRIORITY, RELIABILITY} from './example-benches.js';

/** What a plot says: its texts in order without the numbers of axes, and its curves. */
function said(svg: string): {texts: string[]; curves: string[]} {
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const all = (pattern: RegExp) => [...svg.matchAll(pattern)].map(([, text = '']) => text);
  return {
    texts: all(/<text[^>]*>([^<]*)</g).filter((text) => !/^[\d.]+$/.test(text)),
    curves: all(/<polyline points="([^"]*)"/g),
  };
}

test('priority: latency over the loss; a carrier that failed has no point', () => {
  expect(said(priorityPlot(PRIORITY))).toMatchInlineSnapshot(`
    {
      "curves": [
        "304,159.1",
        "",
        "304,58.5",
        "",
        "304,159",
        "",
      ],
      "texts": [
        "Latency of critical messages beside bulk, median of runs",
        "claw",
        "datachannel",
        "target",
        "p50",
        "loss, %",
        "ms",
        "p99",
        "loss, %",
        "ms",
        "p99 from 1 s",
        "loss, %",
        "ms",
      ],
    }
  `);
});

test('jitter: what was sent beside what arrived', () => {
  expect(said(jitterPlot(JITTER))).toMatchInlineSnapshot(`
    {
      "curves": [
        "304,84.8",
        "304,74.9",
      ],
      "texts": [
        "Standard deviation of the time between two messages, median of runs",
        "claw",
        "target",
        "sent",
        "loss, %",
        "ms",
        "arrived",
        "loss, %",
        "ms",
      ],
    }
  `);
});

test('reliability: a panel for each mode', () => {
  expect(said(reliabilityPlot(RELIABILITY)).texts).toMatchInlineSnapshot(`
    [
      "p99 latency of the frames that arrived in each mode, median of runs",
      "claw",
      "datachannel",
      "ordered reliable",
      "loss, %",
      "ms",
      "ordered retransmits",
      "loss, %",
      "ms",
      "ordered lifetime",
      "loss, %",
      "ms",
      "unordered reliable",
      "loss, %",
      "ms",
      "unordered retransmits",
      "loss, %",
      "ms",
      "unordered lifetime",
      "loss, %",
      "ms",
    ]
  `);
});

test('fairness: a panel for each run of the parts that share', () => {
  expect(said(fairnessPlot(FAIRNESS))).toMatchInlineSnapshot(`
    {
      "curves": [
        "278,72 504,94",
        "278,94 504,94",
        "278,116 504,116",
        "278,138 504,116",
        "278,50 504,72",
        "278,50 504,28",
      ],
      "texts": [
        "Rates of flows that share 20 Mbit/s",
        "claw",
        "claw 2",
        "claw 3",
        "claw 4",
        "cubic",
        "four claw, run 1",
        "seconds from 2 s after the last start",
        "Mbit/s",
        "claw beside cubic, run 1",
        "seconds from 2 s after the last start",
        "Mbit/s",
      ],
    }
  `);
});

test('mtu: stairs', () => {
  expect(said(mtuPlot(MTU))).toMatchInlineSnapshot(`
    {
      "curves": [
        "52,55.5 324.6,55.5 324.6,40 504,40",
      ],
      "texts": [
        "Packet size in use, each run",
        "claw",
        "fits",
        "MTU 1420",
        "seconds from the first message",
        "bytes",
      ],
    }
  `);
});
