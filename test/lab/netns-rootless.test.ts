import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chown, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, vi} from 'vitest';
import {canRootless, rootlessArgv} from '../../src/lab/rootless.js';

const OWNER = new URL('./programs/lab-owner.mjs', import.meta.url).pathname;
const NOBODY = 65_534;
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
const isRoot = process.getuid?.() === 0;
const rootless = await canRootless();

it.runIf(rootless.ok)('an ordinary user brings a lab up and takes it down', async () => {
  const runtime = await mkdtemp(join(tmpdir(), 'claw-test-'));
  if (isRoot) await chown(runtime, NOBODY, NOBODY);
  vi.stubEnv('CLAW_RUNTIME_DIR', runtime);
  const argv = [...(isRoot ? asNobody : []), ...rootlessArgv([process.execPath, OWNER])];
  vi.unstubAllEnvs();

  const [program = '', ...args] = argv;
  const owner = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
  const exit = once(owner, 'exit');
  const [said] = await Promise.race([once(owner.stdout, 'data'), exit]);
  expect(String(said)).toBe('up\n');
  owner.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  await rm(runtime, {recursive: true});
});
