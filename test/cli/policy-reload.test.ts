import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LineRpcClient} from '../../src/agent/control/line-rpc-client.js';
import {SeedServer} from '../../src/agent/seed/seed-server.js';
import {CLAW, ROOT} from '../support/cli.js';

let directory: string;
let seed: SeedServer;
let agent: ChildProcess;
let lines: AsyncIterator<string>;

const file = (name: string) => join(directory, name);
const nextLine = async () => (await lines.next()).value as string;

/** Resolves with what the agent says next. */
async function reload(policy: string): Promise<string> {
  await writeFile(file('policy.yaml'), policy);
  agent.kill('SIGHUP');
  return nextLine();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  seed = await SeedServer.listen('127.0.0.1', 0);
  await writeFile(file('policy.yaml'), 'zones: {plant: {agents: [a1]}}\n');
  const words = ['--name', 'a1', '--seed', `ws://127.0.0.1:${seed.port}`, '--bind', '127.0.0.1'];
  const files = ['--policy', file('policy.yaml'), '--audit-log', file('audit')];
  agent = spawn(CLAW, ['agent', ...words, ...files, '--control', file('a1.sock')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = createInterface({input: agent.stderr as NodeJS.ReadableStream});
  lines = said[Symbol.asyncIterator]();
  expect(await nextLine()).toBe('agent a1 is ready');
});

afterEach(async () => {
  const ended = once(agent, 'exit');
  agent.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
  seed.close();
  await rm(directory, {recursive: true});
});

/** Asks for a connection, and reads what of it the policy refused. */
async function refusalsOf(peer: string): Promise<unknown[]> {
  const control = await LineRpcClient.connect(file('a1.sock'));
  await control.request('connect', {to: peer});
  control.close();
  const written = (await readFile(file('audit'), 'utf8')).split('\n').filter(Boolean);
  return written.map((line) => JSON.parse(line)).filter((refusal) => refusal.peer === peer);
}

test('SIGHUP puts a changed policy in force', async () => {
  expect(await refusalsOf('a2')).toEqual([]);
  const rules = 'rules: [{between: [plant, "*"], action: deny}]';
  expect(await reload(`zones: {plant: {agents: [a1]}}\n${rules}\n`)).toBe(
    'the policy has been read again',
  );
  expect(await refusalsOf('a3')).toContainEqual(
    expect.objectContaining({
      what: 'path',
      rule: {file: file('policy.yaml'), line: 2, path: 'rules.0'},
    }),
  );
});

test('SIGHUP with a mistake in the file keeps the policy, and says where the mistake is', async () => {
  const rules = 'rules: [{between: [plant, "*"], action: deny}]';
  await reload(`zones: {plant: {agents: [a1]}}\n${rules}\n`);
  expect(await reload('zones: {plant: {agents: [a1]}}\nrules: nonsense\n')).toMatch(
    /^the old policy stays: .*policy\.yaml:2: rules: /,
  );
  expect(await refusalsOf('a2')).toContainEqual(expect.objectContaining({what: 'path'}));
});
