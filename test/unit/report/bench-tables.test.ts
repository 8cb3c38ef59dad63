import {expect, test} from 'vitest';
import {fairnessTable} from '../../../src/report/bench-fairness-table.js';
import {jitterTable} from '../../../src/report/bench-jitter-table.js';
import {mtuTable} from '../../../src/report/bench-mtu-table.js';
import {priorityTable} from '../../../src/report/bench-priority-table.js';
import {reliabilityTable} from '../../../src/report/bench-reliability-table.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {fairnessFigures} from '../../../src/scenario/bench/fairness-result.js';
import {jitterCell} from '../../../src/scenario/bench/jitter-result.js';
import {mtuRow} from '../../../src/scenario/bench/mtu-result.js';
import {priorityCell} from '../../../src/scenario/bench/priority-result.js';
import {benchModes} from '../../../src/scenario/bench/reliability-modes.js';
import {reliabilityCell} from '../../../src/scenario/bench/reliability-result.js';

const WIDTH = 80;
const GLYPHS = glyphsFor(false);
const latencyMs = {min: 25, p50: 28.51, p90: 3000, p99: 3075.83, max: 4078.8};
const lab = {seed: 1, linkDriver: 'userspace' as const, runs: 1, durationMs: 1000};
const about = {command: 'claw bench', lifetimeToleranceMs: 5};

const priority = priorityCell(
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
const reliability = reliabilityCell(
  0.05,
  50,
  new Map([
    ['claw' as const, {runs: [{modes}], failures: []}],
    ['claw-datachannel' as const, {runs: [{modes}], failures: []}],
    ['datachannel' as const, {runs: [{modes}], failures: []}],
  ]),
);
const steadiness = {sentSdMs: 1.14, arrivedSdMs: 1.29, latencyMs, sent: 100, delivered: 98};
const jitter = jitterCell(
  0.01,
  new Map([['claw' as const, {runs: [{...steadiness, pipe: {}}], failures: []}]]),
);
const shares = {flowsBps: [5e6, 5e6], jain: 0.946, jainPerSecond: [], share: 0.5};
const fairness = fairnessFigures(
  new Map([
    ['four claw' as const, {runs: [shares], failures: []}],
    ['claw beside cubic' as const, {runs: [shares], failures: []}],
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
const mtu = mtuRow(1420, {
  runs: [{foundBytes: 1364, foundAfterMs: 603.2, steps: [], sent: 400, missing: 0}],
  failures: [],
});

test.each([
  [
    'priority',
    priorityTable(
      {
        ...{bench: 'priority', ...about, cells: [priority]},
        asked: {...lab, rateBps: 20e6, rttMs: 50, losses: [0.01], bulkBytes: 64e6},
      },
      WIDTH,
      GLYPHS,
    ),
  ],
  [
    'reliability',
    reliabilityTable(
      {
        ...{bench: 'reliability', ...about, cells: [reliability]},
        asked: {...lab, carriers: ['rtp', 'datachannel'], rttMs: 50, losses: [0.05]},
      },
      WIDTH,
      GLYPHS,
    ),
  ],
  [
    'jitter',
    jitterTable(
      {
        ...{bench: 'jitter', ...about, cells: [jitter]},
        asked: {...lab, streamBps: 10e6, rttMs: 50, losses: [0.01]},
      },
      WIDTH,
      GLYPHS,
    ),
  ],
  [
    'fairness',
    fairnessTable(
      {
        ...{bench: 'fairness', ...about, ...fairness},
        asked: {...lab, rateBps: 20e6, rttMs: 50, queueMs: 250},
      },
      WIDTH,
      GLYPHS,
    ),
  ],
  [
    'mtu',
    mtuTable(
      {
        ...{bench: 'mtu', ...about, rows: [mtu], targets: mtu.targets},
        asked: {...lab, mtus: [1420], rttMs: 50, loss: 0},
      },
      WIDTH,
      GLYPHS,
    ),
  ],
])('the table of %s fits 80 columns', (_name, table) => {
  expect(`\n${table}\n`).toMatchSnapshot();
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(WIDTH);
});
