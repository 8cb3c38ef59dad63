import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {runClaw} from '../support/cli.js';

/** Removing for real is tested in test/lab/clean.test.ts, where nothing else can be hit. */
test('--dry-run names what a dead run left, and leaves it', async () => {
  const runtime = await mkdtemp(join(tmpdir(), 'claw-clean-test-'));
  onTestFinished(() => rm(runtime, {recursive: true, force: true}));
  const ended = execa('true');
  await ended;
  const directory = join(runtime, `claw-${ended.pid}`);
  await mkdir(directory);

  const env = {CLAW_RUNTIME_DIR: runtime};
  const {stdout, exitCode} = await runClaw(['clean', '--dry-run'], {env});
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toContain(`would remove run ${ended.pid}: ${directory}`);
  expect(existsSync(directory)).toBe(true);
});
