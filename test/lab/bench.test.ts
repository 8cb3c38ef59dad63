import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {ThroughputResult} from '../../src/scenario/bench/throughput.js';
import {runClaw} from '../support/cli.js';
import {interruptBench} from '../support/interrupt-bench.js';

test('bench throughput measures every carrier over the same links and leaves nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'claw-bench-'));
  const plot = join(directory, 'curves.svg');
  const path = ['--rate', '10mbit', '--rtt', '20ms', '--loss', '1%'];
  const once = ['--runs', '1', '--duration', '1s', '--seed', '5', '--progress', 'quiet'];
  const {exitCode, stdout, stderr} = await runClaw([
    ...['bench', 'throughput', ...path, ...once, '--plot', plot, '--json'],
  ]);
  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
  const result = JSON.parse(stdout) as ThroughputResult & {schemaVersion: number};
  expect(result).toMatchObject({schemaVersion: 1, bench: 'throughput', asked: {seed: 5}});
  expect(result.cells).toHaveLength(1);
  const rows = result.cells[0]?.rows ?? [];
  expect(rows.map(({carrier}) => carrier)).toEqual(['claw', 'datachannel', 'cubic', 'bbr', 'udx']);
  for (const {carrier, failures, runs, goodputBps, fromStartBps} of rows) {
    if (failures[0]?.startsWith('this kernel has no')) continue;
    expect(failures, carrier).toEqual([]);
    // Behaviour, not speed: something arrives, and not much more than the bottleneck lets through.
    expect(goodputBps?.median, carrier).toBeGreaterThan(0);
    expect(fromStartBps?.median, carrier).toBeLessThan(12e6);
    for (const {forward, back, senderCpuSecondsPerGbit} of runs) {
      expect(forward?.packets, carrier).toBeGreaterThan(20);
      expect([forward?.overrun, back?.overrun], carrier).toEqual([0, 0]);
      expect(senderCpuSecondsPerGbit, carrier).toBeGreaterThan(0);
    }
  }
  expect(readFileSync(plot, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  rmSync(directory, {recursive: true});
});

test('Ctrl-C in the middle of a transfer takes everything down', async () => {
  await interruptBench(
    ['throughput', '--rate', '10mbit', '--duration', '10m', '--peers', 'bbr'],
    'cell 1 of 1',
  );
});
