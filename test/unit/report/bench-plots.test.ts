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

const LOSS_AND_MS = ['loss, %', 'ms'];
const RATES = ['seconds from 2 s after the last start', 'Mbit/s'];

test.each([
  {
    what: 'priority: latency over the loss; a carrier that failed has no point',
    svg: priorityPlot(PRIORITY),
    texts: [
      'Latency of critical messages beside bulk, median of runs',
      ...['claw', 'datachannel', 'target'],
      ...['p50', ...LOSS_AND_MS],
      ...['p99', ...LOSS_AND_MS],
      ...['p99 from 1 s', ...LOSS_AND_MS],
    ],
    curves: ['304,159.1', '', '304,58.5', '', '304,159', ''],
  },
  {
    what: 'jitter: what was sent beside what arrived',
    svg: jitterPlot(JITTER),
    texts: [
      'Standard deviation of the time between two messages, median of runs',
      ...['claw', 'target'],
      ...['sent', ...LOSS_AND_MS],
      ...['arrived', ...LOSS_AND_MS],
    ],
    curves: ['304,84.8', '304,74.9'],
  },
  {
    what: 'reliability: a panel for each mode',
    svg: reliabilityPlot(RELIABILITY),
    texts: [
      'p99 latency of the frames that arrived in each mode, median of runs',
      ...['claw', 'datachannel'],
      ...['ordered reliable', ...LOSS_AND_MS],
      ...['ordered retransmits', ...LOSS_AND_MS],
      ...['ordered lifetime', ...LOSS_AND_MS],
      ...['unordered reliable', ...LOSS_AND_MS],
      ...['unordered retransmits', ...LOSS_AND_MS],
      ...['unordered lifetime', ...LOSS_AND_MS],
    ],
    curves: Array(12).fill('304,58.5'),
  },
  {
    what: 'fairness: a panel for each run of the parts that share',
    svg: fairnessPlot(FAIRNESS),
    texts: [
      'Rates of flows that share 20 Mbit/s',
      ...['claw', 'claw 2', 'claw 3', 'claw 4', 'cubic'],
      ...['four claw, run 1', ...RATES],
      ...['claw beside cubic, run 1', ...RATES],
    ],
    curves: [
      '278,72 504,94',
      '278,94 504,94',
      '278,116 504,116',
      '278,138 504,116',
      '278,50 504,72',
      '278,50 504,28',
    ],
  },
  {
    what: 'mtu: stairs',
    svg: mtuPlot(MTU),
    texts: [
      'Packet size in use, each run',
      ...['claw', 'fits', 'MTU 1420'],
      ...['seconds from the first message', 'bytes'],
    ],
    curves: ['52,55.5 324.6,55.5 324.6,40 504,40'],
  },
])('$what', ({svg, texts, curves}) => {
  expect(said(svg)).toEqual({texts, curves});
});
