import {execFileSync} from 'node:child_process';
import {expect, it} from 'vitest';
import type {LinkBench, PhaseResult} from '../../src/lab/links/bench/result.js';
import {canRootless} from '../../src/lab/rootless.js';
import {type RunOptions, runClaw} from '../support/cli.js';

const NOBODY = 65_534;
const DELAY_MS = 30;
const rootless = await canRootless();

/** A bench short and slow enough for any machine: its figures are right, not good. */
async function bench(options: RunOptions = {}): Promise<LinkBench & {schemaVersion: number}> {
  const asked = `--rate 2kpps --duration 500ms --delay ${DELAY_MS}ms --loss 10% --seed 7`;
  const argv = ['lab', 'bench', ...asked.split(' '), '--progress', 'quiet', '--json'];
  const {stdout, stderr, exitCode} = await runClaw(argv, options);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  return JSON.parse(stdout);
}

function expectPhases(phases: readonly PhaseResult[]): void {
  expect(phases.map(({phase}) => phase)).toEqual(['throughput', 'precision', 'loss', 'queue']);
  for (const {sent, received, lost, reordered, duplicated, lateMs, missed} of phases) {
    expect({sent, reordered, duplicated, missed}).toEqual({
      sent: 1000,
      reordered: 0,
      duplicated: 0,
      missed: 0,
    });
    expect(received + lost).toBe(sent);
    expect(lateMs?.min).toBeGreaterThanOrEqual(0);
  }
  const [throughput, precision, loss] = phases as [PhaseResult, PhaseResult, PhaseResult];
  expect([throughput.lost, precision.lost]).toEqual([0, 0]);
  expect(throughput.model).toEqual({delayMs: DELAY_MS});
  // A link without the delay would be early by all of it; one with twice the delay would be late.
  expect(precision.lateMs?.min).toBeLessThan(DELAY_MS);
  // More than five standard deviations to either side: netem's random numbers are its own.
  expect(Math.abs(loss.lost - 100)).toBeLessThan(50);
  expect(loss.lossInterval.low).toBeLessThan(loss.loss);
  expect(loss.lossInterval.high).toBeGreaterThan(loss.loss);
}

it('measures every driver there is, says which there is not, and leaves nothing', async () => {
  const {schemaVersion, options, drivers, absent} = await bench();
  expect({schemaVersion, options}).toEqual({
    schemaVersion: 1,
    options: {packetsPerSecond: 2000, durationMs: 500, delayMs: DELAY_MS, loss: 0.1, seed: 7},
  });
  const names = [...drivers, ...absent].map(({driver}) => driver);
  expect(names).toEqual(['userspace', 'netem']);
  for (const {phases} of drivers) expectPhases(phases);
  expect(drivers[0]?.phases[0]).toMatchObject({overrun: 0, use: {peakMib: expect.any(Number)}});
  const left = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8'});
  expect(left).not.toMatch(/claw-\d+-bench-/);
});

it.runIf(rootless.ok)('an ordinary user can measure too', async () => {
  const {drivers} = await bench({uid: NOBODY, cwd: '/usr', env: {HOME: '/nonexistent'}});
  expectPhases(drivers[0]?.phases ?? []);
});
