import {mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {rootlessArgv} from '../../src/lab/rootless.js';
import {CLAW} from '../support/cli.js';

/** In a user namespace with a /run of its own, so that no other leftovers can be met. */
test('claw clean removes what a killed run left, says so, and then finds nothing', async () => {
  const runtime = await mkdtemp(join(tmpdir(), 'claw-clean-test-'));
  onTestFinished(() => rm(runtime, {recursive: true, force: true}));
  const ended = execa('true');
  await ended;
  const directory = join(runtime, `claw-${ended.pid}`);
  await mkdir(directory);

  const script = `ip netns add claw-${ended.pid}-a1 && ${CLAW} clean && ${CLAW} clean`;
  const [program = '', ...args] = rootlessArgv([
    ...['env', `CLAW_RUNTIME_DIR=${runtime}`, 'sh', '-c', script],
  ]);
  const {stdout} = await execa(program, args);
  expect(stdout.split('\n')).toEqual([
    `removed run ${ended.pid}: 1 namespace (claw-${ended.pid}-a1), ${directory}`,
    'Nothing to clean up.',
  ]);
  expect(await readdir(runtime)).toEqual([]);
});
