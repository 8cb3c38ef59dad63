import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, it} from 'vitest';
import type {FairnessResult} from '../../src/scenario/bench/fairness.js';
import type {JitterResult} from '../../src/scenario/bench/jitter.js';
import type {MtuResult} from '../../src/scenario/bench/mtu.js';
import type {PriorityResult} from '../../src/scenario/bench/priority.js';
import type {ReliabilityResult} from '../../src/scenario/bench/reliability.js';
import {runBench} from '../support/run-bench.js';

/** The benches have ended; other labs of this machine may be up. */
afterAll(() => {
  const names = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8'});
  const owners = [...names.matchAll(/^claw-(\d+)-[ab]1\b/gm)].map(([, pid]) => pid);
  expect(owners.filter((pid) => !existsSync(`/proc/${pid}`))).toEqual([]);
});

it('priority: critical messages arrive beside bulk on both carriers', async () => {
  const {cells} = await runBench<PriorityResult>('priority --duration 1s --loss 0%');
  const rows = cells.flatMap((cell) => cell.rows);
  expect(rows.map(({carrier, failures}) => ({carrier, failures}))).toEqual([
    {carrier: 'claw', failures: []},
    {carrier: 'datachannel', failures: []},
  ]);
  for (const {runs} of rows) {
    const [run] = runs;
    expect(run).toMatchObject({lost: 0, sent: expect.any(Number)});
    // Nothing is quicker than the path.
    expect(run?.latencyMs.p50).toBeGreaterThan(25);
    expect(run?.bulkBps).toBeGreaterThan(0);
  }
  const names = cells[0]?.targets.map(({name}) => name);
  expect(names).toEqual([
    'critical p99 at 0% loss',
    'critical lost at 0% loss',
    'longest gap at 0% loss',
  ]);
});

it('reliability: six modes on every carrier keep their promises, and reliable ones miss nothing', async () => {
  const {cells} = await runBench<ReliabilityResult>(
    'reliability --carrier rtp,datachannel --duration 1s --loss 5%',
  );
  for (const {carrier, failures, runs, rows} of cells[0]?.carriers ?? []) {
    expect({carrier, failures, modes: rows.length}).toEqual({carrier, failures: [], modes: 6});
    const reliable = runs.flatMap(({modes}) =>
      modes.filter(({mode}) => mode.reliability === 'reliable'),
    );
    expect(reliable).toHaveLength(2);
    for (const {sent, delivered} of reliable) expect(delivered).toBe(sent);
    const broken = rows.map((row) => row.broken);
    expect(broken).toEqual([0, 0, 0, 0, 0, 0]);
  }
  const carriers = cells[0]?.carriers.map(({carrier}) => carrier);
  expect(carriers).toEqual(['claw', 'claw-datachannel', 'datachannel']);
});

it('jitter: a stream arrives, both ends say how steadily, and the plot shows it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'claw-bench-'));
  const plot = join(directory, 'jitter.svg');
  const {cells} = await runBench<JitterResult>(
    `jitter --stream 1mbit --duration 1s --loss 0% --plot ${plot}`,
  );
  expect(await readFile(plot, 'utf8')).toMatch(/^<svg .*<circle .*<\/svg>\n$/s);
  await rm(directory, {recursive: true});
  for (const {failures, runs} of cells.flatMap((cell) => cell.rows)) {
    expect(failures).toEqual([]);
    expect(runs[0]?.delivered).toBe(runs[0]?.sent);
    expect(runs[0]?.arrivedSdMs).toBeGreaterThan(0);
  }
});

it('fairness: every part says what it is about', async () => {
  const {rows, targets} = await runBench<FairnessResult>('fairness --duration 5s');
  expect(rows.flatMap(({failures}) => failures)).toEqual([]);
  const [four, , queue, cubic, drop] = rows;
  expect(four?.runs[0]).toMatchObject({flowsBps: Array(4).fill(expect.any(Number))});
  // CUBIC fills any queue: a probe that did not see it would see none at all.
  expect(cubic?.queueP95Ms?.median).toBeGreaterThan(queue?.queueP95Ms?.median ?? 0);
  expect(drop?.longestQueueMs?.median).toBeGreaterThan(0);
  expect(targets).toHaveLength(4);
});

it('mtu: finds the size of links that swallow what is longer', async () => {
  const {rows} = await runBench<MtuResult>('mtu --mtu 1500,1400 --duration 4s --rtt 20ms');
  expect(rows.map(({mtu, failures}) => ({mtu, failures}))).toEqual([
    {mtu: 1500, failures: []},
    {mtu: 1400, failures: []},
  ]);
  const [wide, narrow] = rows.map(({runs}) => runs[0]);
  expect(wide?.foundBytes).toBe(1444);
  expect(narrow?.foundBytes).toBeGreaterThan(1188);
  expect(narrow?.foundBytes).toBeLessThan(1400 - 40);
  expect([wide?.missing, narrow?.missing]).toEqual([0, 0]);
});
