import {expect, it} from 'vitest';
import type {FailoverResult} from '../../src/scenario/bench/failover/failover.js';
import {runClaw} from '../support/cli.js';
import {interruptBench} from '../support/interrupt-bench.js';

const SHORT = ['--faults', '1', '--hold', '500ms', '--rtt', '20ms', '--seed', '7'];

it('failover: the fault hits a direct path between two agents, and is gone afterwards', async () => {
  const asked = ['--fault', 'blackhole', '--traffic', 'reliable-ordered', ...SHORT];
  const {stdout, stderr, exitCode} = await runClaw([
    ...['bench', 'failover', ...asked, '--progress', 'quiet', '--json'],
  ]);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  const {cells} = JSON.parse(stdout) as FailoverResult;
  const carriers = cells.flatMap((cell) => cell.carriers);
  expect(carriers.map(({carrier, failures}) => ({carrier, failures}))).toEqual([
    {carrier: 'claw', failures: []},
    {carrier: 'datachannel', failures: []},
  ]);
  for (const {carrier, runs} of carriers) {
    const [run] = runs;
    expect(run?.dropped, carrier).toBeGreaterThan(0);
    expect(run?.faultMs, carrier).toBeGreaterThanOrEqual(500);
    expect(run?.flows.map(({direction}) => direction)).toEqual(['forward', 'back']);
    for (const {sent, gapMs} of run?.flows ?? []) {
      expect(sent, carrier).toBeGreaterThan(100);
      expect(gapMs, carrier).toBeGreaterThan(0);
    }
  }
  const [claw] = carriers;
  expect(claw?.runs[0]?.path.before).toBe('direct');
  // The path is there again: a reliable stream has nothing missing. A plain one may be slower.
  expect(claw?.rows).toMatchObject([{traffic: 'reliable-ordered', lost: 0, duplicated: 0}]);
  expect(cells[0]?.targets.map(({name}) => name)).toEqual([
    'blackhole: reliable-ordered gap p99',
    'blackhole: reliable-ordered broken',
  ]);
});

it('Ctrl-C in the middle of a flapping path takes everything down', async () => {
  await interruptBench(
    ['failover', '--fault', 'flap', '--peers', 'none', '--hold', '10m'],
    'committed',
  );
});
