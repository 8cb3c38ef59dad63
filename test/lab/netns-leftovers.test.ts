import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {access, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import {findLeftovers, removeLeftovers} from '../../src/lab/leftovers.js';
import {listNamespaces} from '../../src/lab/remove-namespaces.js';

const OWNER = new URL('./programs/lab-owner.mjs', import.meta.url).pathname;
let runtime: string;

beforeAll(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'claw-test-'));
  vi.stubEnv('CLAW_RUNTIME_DIR', runtime);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(runtime, {recursive: true});
});

/** Starts a process that owns a lab; resolves when the lab is up. */
async function startOwner() {
  const owner = spawn(process.execPath, [OWNER], {stdio: ['ignore', 'pipe', 'inherit']});
  await once(owner.stdout, 'data');
  return {owner, pid: owner.pid ?? 0};
}

const ofOwner = async (pid: number) =>
  (await findLeftovers()).filter(({ownerPid}) => ownerPid === pid);

it('removes all that a killed owner left, and nothing of an owner that runs', async () => {
  const running = await startOwner();
  const killed = await startOwner();
  killed.owner.kill('SIGKILL');
  await once(killed.owner, 'exit');

  const leftovers = await ofOwner(killed.pid);
  expect(leftovers).toEqual([
    {
      ownerPid: killed.pid,
      namespaces: expect.arrayContaining(
        ['core', 'services', 's1', 'a1'].map((name) => `claw-${killed.pid}-${name}`),
      ),
      directory: join(runtime, `claw-${killed.pid}`),
    },
  ]);
  expect(await ofOwner(running.pid)).toEqual([]);

  expect(await removeLeftovers(leftovers)).toEqual([]);
  expect(await ofOwner(killed.pid)).toEqual([]);
  await expect(access(join(runtime, `claw-${killed.pid}`))).rejects.toThrow('ENOENT');
  const {stdout} = await promisify(execFile)('ps', ['-eo', 'args']);
  expect(stdout).not.toContain(`claw-${killed.pid}`);

  running.owner.kill('SIGTERM');
  await once(running.owner, 'exit');
  const names = await listNamespaces();
  expect(names.filter((name) => name.startsWith(`claw-${running.pid}-`))).toEqual([]);
});
