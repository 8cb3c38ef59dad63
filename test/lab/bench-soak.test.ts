import {expect, it} from 'vitest';
import type {SoakResult} from '../../src/scenario/bench/soak/soak-result.js';
import {runClaw} from '../support/cli.js';
import {interruptBench} from '../support/interrupt-bench.js';

const RING = ['--agents', '3', '--rtt', '20ms', '--seed', '8'];

it('soak: traffic in every mode under faults that hit, and nothing is left of it', async () => {
  const {stdout, stderr, exitCode} = await runClaw([
    ...['bench', 'soak', ...RING, '--faults', '4', '--duration', '20s'],
    ...['--progress', 'quiet', '--json'],
  ]);
  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
  const {faults, flows, modes, agents, proofs, lost} = JSON.parse(stdout) as SoakResult;
  const kinds = ['flap', 'asymmetric', 'delay-ramp', 'nat-rebind'];
  expect(faults.map(({fault}) => fault)).toEqual(kinds);
  for (const {fault, atMs, holdMs, committedAtMs, undoneAtMs, dropped} of faults) {
    expect(committedAtMs, fault).toBeGreaterThanOrEqual(atMs);
    expect(undoneAtMs - committedAtMs, fault).toBeGreaterThanOrEqual(holdMs);
    if (fault === 'flap') expect(dropped).toBeGreaterThan(0);
  }
  expect(lost).toEqual([]);
  expect(flows).toHaveLength(18);
  // Thirty seconds of a message every 100 ms.
  for (const {sent, mode} of flows) expect(sent, mode).toBeGreaterThan(250);
  for (const {mode, broken} of modes) expect(broken, mode).toBe(0);
  expect(proofs.map(({from, to, isProven}) => [from, to, isProven])).toEqual([
    ['a1', 'a2', true],
    ['a2', 'a3', true],
    ['a3', 'a1', true],
  ]);
  for (const {agent, peers, peersLeft, channelsLeft, usage} of agents) {
    expect(peers, agent).toBeGreaterThanOrEqual(4);
    expect({agent, peersLeft, channelsLeft}).toEqual({agent, peersLeft: 0, channelsLeft: 0});
    expect(usage.length, agent).toBeGreaterThan(10);
  }
});

it('Ctrl-C in the middle of a fault takes everything down', async () => {
  await interruptBench(['soak', ...RING], '"fault 1 of');
});
