import {expect, test} from 'vitest';
import {fairnessTable} from '../../../src/report/bench-fairness-table.js';
import {jitterTable} from '../../../src/report/bench-jitter-table.js';
import {mtuTable} from '../../../src/report/bench-mtu-table.js';
import {priorityTable} from '../../../src/report/bench-priority-table.js';
import {reliabilityTable} from '../../../src/report/bench-reliability-table.js';
import {glyphsFor} from '../../../src/report/glyphs.js';
import {FAIRNESS, JITTER, MTU, PRIORITY, RELIABILITY} from './example-benches.js';

const WIDTH = 80;
const GLYPHS = glyphsFor(false);

test.each([
  ['priority', priorityTable(PRIORITY, WIDTH, GLYPHS)],
  ['reliability', reliabilityTable(RELIABILITY, WIDTH, GLYPHS)],
  ['jitter', jitterTable(JITTER, WIDTH, GLYPHS)],
  ['fairness', fairnessTable(FAIRNESS, WIDTH, GLYPHS)],
  ['mtu', mtuTable(MTU, WIDTH, GLYPHS)],
])('the table of %s fits 80 columns', (_name, table) => {
  expect(`\n${table}\n`).toMatchSnapshot();
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(WIDTH);
});
