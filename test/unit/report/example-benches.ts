import type {FairnessResult} from '../../../src/scenario/bench/fairness.js';
import {fairnessFigures} from '../../../src/scenario/bench/fairness-result.js';
import type {JitterResult} from '../../../src/scenario/bench/jitter.js';
import {jitterCell} from '../../../src/scenario/bench/jitter-result.js';
import type {MtuResult} from '../../../src/scenario/bench/mtu.js';
import {mtuRow} from '../../../src/scenario/bench/mtu-result.js';
import type {PriorityResult} from '../../../src/scenario/bench/priority.js';
import {priorityCell} from '../../../src/scenario/bench/priority-result.js';
import type {ReliabilityResult} from '../../../src/scenario/bench/reliability.js';
import {benchModes} from '../../../src/scenario/bench/reliability-modes.js';
import {reliabilityCell} from '../../../src/scenario/bench/reliability-result.js';

const latencyMs = {min: 25, p50: 28.51, p90: 3000, p99: 3075.83, max: 4078.8};
const lab = {seed: 1, linkDriver: 'userspace' as const, runs: 1, durationMs: 1000};
const about = {command: 'claw bench'};

const priorityAt1 = priorityCell(
  0.01,
  50,
  new Map([
    [
      'claw' as const,
      {
        runs: [{latencyMs, steadyP99Ms: 31, sent: 500, lost: 12, gapMs: 1091.6, bulkBps: 17e6}],
        failures: [],
      },
    ],
    ['datachannel' as const, {runs: [], failures: ['did not connect within 30 s']}],
  ]),
);
const modes = benchModes(50).map((mode) => ({
  ...{mode, sent: 300, delivered: 290, latencyMs, overtaken: 3, corrupt: 0, violations: []},
}));
const reliabilityAt5 = reliabilityCell(
  0.05,
  50,
  new Map([
    ['claw' as const, {runs: [{modes}], failures: []}],
    ['datachannel' as const, {runs: [{modes}], failures: []}],
  ]),
);
const steadiness = {sentSdMs: 1.14, arrivedSdMs: 1.29, latencyMs, sent: 100, delivered: 98};
const jitterAt1 = jitterCell(
  0.01,
  new Map([['claw' as const, {runs: [{...steadiness, pipe: {}}], failures: []}]]),
);
const sharing = (flowsBpsPerSecond: number[][]) => {
  const [flowsBps = []] = flowsBpsPerSecond;
  return {flowsBps, jain: 0.946, flowsBpsPerSecond, jainPerSecond: [0.946, 0.946], share: 0.5};
};
const four = sharing([
  [4e6, 3e6, 2e6, 1e6],
  [3e6, 3e6, 2e6, 2e6],
]);
const two = sharing([
  [5e6, 5e6],
  [4e6, 6e6],
]);
const fairnessParts = fairnessFigures(
  new Map([
    ['four claw' as const, {runs: [four], failures: []}],
    ['claw beside cubic' as const, {runs: [two], failures: []}],
    [
      'queue of claw' as const,
      {runs: [{bps: 17e6, p50Ms: 3, p95Ms: 8.6, maxMs: 251.4}], failures: []},
    ],
    [
      'drop under claw' as const,
      {runs: [{rateSettledMs: 104, queueSettledMs: null, longestQueueMs: 200}], failures: []},
    ],
  ]),
  50,
);
const mtu1420 = mtuRow(1420, {
  runs: [
    {
      foundBytes: 1364,
      foundAfterMs: 603.2,
      steps: [
        {afterMs: 0, bytes: 1188},
        {afterMs: 603.2, bytes: 1364},
      ],
      sent: 400,
      missing: 0,
    },
  ],
  failures: [],
});

/** One result of each bench, small, with what may be missing missing. */
export const PRIORITY: PriorityResult = {
  ...{bench: 'priority', ...about, cells: [priorityAt1]},
  asked: {...lab, rateBps: 20e6, rttMs: 50, losses: [0.01], bulkBytes: 64e6},
};
export const RELIABILITY: ReliabilityResult = {
  ...{bench: 'reliability', ...about, lifetimeToleranceMs: 5, cells: [reliabilityAt5]},
  asked: {carriers: ['rtp'], ...lab, rttMs: 50, losses: [0.05]},
};
export const JITTER: JitterResult = {
  ...{bench: 'jitter', ...about, cells: [jitterAt1]},
  asked: {...lab, streamBps: 10e6, rttMs: 50, losses: [0.01]},
};
export const FAIRNESS: FairnessResult = {
  ...{bench: 'fairness', ...about, ...fairnessParts},
  asked: {...lab, rateBps: 20e6, rttMs: 50, queueMs: 250},
};
export const MTU: MtuResult = {
  ...{bench: 'mtu', ...about, rows: [mtu1420], targets: mtu1420.targets},
  asked: {...lab, mtus: [1420], rttMs: 50, loss: 0},
};
