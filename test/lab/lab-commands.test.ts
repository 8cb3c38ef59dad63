import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, it} from 'vitest';
import {canRootless} from '../../src/lab/rootless.js';
import {runDirectory} from '../../src/lab/runtime-directory.js';
import {runClaw} from '../support/cli.js';
import {RunningLab} from '../support/running-lab.js';

const NOBODY = 65_534;
const labs: RunningLab[] = [];
const rootless = await canRootless();

function up(args: readonly string[], options?: ConstructorParameters<typeof RunningLab>[1]) {
  const lab = new RunningLab(args, options);
  labs.push(lab);
  return lab;
}

afterEach(async () => {
  for (const lab of labs.splice(0)) lab.process.kill('SIGKILL');
  await runClaw(['clean']);
});

function namespacesOf(pid: number): string[] {
  const names = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8'}).split('\n');
  return names.filter((name) => name.startsWith(`claw-${pid}-`));
}

it('brings a topology up, runs programs in its hosts, changes it, takes it down', async () => {
  const lab = up(['two-homes', '--seed', '7', '--fabric', 'netns']);
  const {pid, hosts, sites} = await lab.ready();
  const which = ['--lab', String(pid)];
  expect(pid).toBe(lab.pid);
  expect(hosts.map(({host, address}) => `${host} ${address}`)).toEqual([
    'a1 10.1.0.2',
    'a2 10.1.0.3',
    'a3 10.2.0.2',
    'a4 10.2.0.3',
  ]);
  expect(sites[1]).toMatchObject({name: 'home-b', nat: 'cone', address: '198.18.2.2'});

  const script = 'cat; echo $CLAW_HOST $CLAW_STUN $CLAW_TURN; ip -br -4 address show eth0; exit 7';
  const exec = await runClaw(['lab', 'exec', ...which, 'a3', '--', 'sh', '-c', script], {
    input: 'from stdin\n',
  });
  expect(exec).toMatchObject({exitCode: 7, stderr: ''});
  expect(exec.stdout.split('\n').map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    'from stdin',
    `a3 198.18.0.6:3478 claw:${hosts[0]?.turn?.password}@198.18.0.2:3478`,
    expect.stringMatching(/^eth0@\S+ UP 10\.2\.0\.2\/24$/),
  ]);
  const turn = 'echo $CLAW_TURN_TCP; echo $CLAW_TURN_TLS; grep -c BEGIN $CLAW_TURN_CA';
  const relays = await runClaw(['lab', 'exec', ...which, 'a3', '--', 'sh', '-c', turn]);
  expect(
    relays.stdout.replaceAll(hosts[0]?.turn?.password ?? '', 'PASSWORD'),
  ).toMatchInlineSnapshot(`
    "claw:PASSWORD@turn:198.18.0.2:3478?transport=tcp
    claw:PASSWORD@turns:198.18.0.10:443
    1"
  `);
  const killed = await runClaw(['lab', 'exec', ...which, 'a1', '--', 'sh', '-c', 'kill -9 $$']);
  expect(killed.exitCode).toBe(137);

  const unknown = await runClaw(['lab', 'exec', ...which, 'a9', '--', 'true']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toBe(
    'claw: the lab has no host "a9"\n' +
      '  try: Did you mean "a1"? Hosts: a1, a2, a3, a4, services.',
  );

  const impair = await runClaw(['lab', 'impair', ...which, 'home-a', '{delay: 60ms}']);
  expect(impair).toMatchObject({exitCode: 0, stdout: 'home-a: 60ms'});
  const wrong = await runClaw(['lab', 'impair', ...which, 'home-a', '{delay: 60}']);
  expect(wrong).toMatchObject({exitCode: 2});
  expect(wrong.stderr).toContain('SETTINGS:1: delay: "60" has no unit');

  const status = JSON.parse((await runClaw(['lab', 'status', ...which, '--json'])).stdout);
  expect(status).toMatchObject({
    schemaVersion: 1,
    topology: 'two-homes',
    seed: 7,
    turn: 'coturn',
    sites: [{link: {up: {delayMs: 60}, down: {delayMs: 60}}}, {}],
  });

  const down = await runClaw(['lab', 'down', ...which]);
  expect(down.stdout).toBe(`lab ${pid} is down`);
  const {exitCode, document, said} = await lab.ended;
  expect({exitCode, said}).toEqual({exitCode: 0, said: ''});
  expect(document).toMatchObject({pid, leftovers: []});
  expect(namespacesOf(pid)).toEqual([]);
  expect(existsSync(runDirectory(pid))).toBe(false);
});

it('says so when there is no lab, and when there are two', async () => {
  const none = await runClaw(['lab', 'status', '--lab', '1']);
  expect(none.exitCode).toBe(1);
  expect(none.stderr).toContain('no lab is up with pid 1');
  const both = [up(['two-homes']), up(['two-homes'])];
  await Promise.all(both.map((lab) => lab.ready()));
  const which = await runClaw(['lab', 'status']);
  expect(which.exitCode).toBe(2);
  expect(which.stderr).toContain('--lab PID');
  const ends = await Promise.all(both.map((lab) => lab.end()));
  expect(ends.map(({exitCode}) => exitCode)).toEqual([143, 143]);
});

it('Ctrl-C leaves nothing', async () => {
  const lab = up(['office-and-cloud', '--fabric', 'netns']);
  await lab.ready();
  expect((await lab.end('SIGINT')).exitCode).toBe(130);
  expect(namespacesOf(lab.pid)).toEqual([]);
});

it('coturn dying ends the lab and says so', async () => {
  const lab = up(['two-homes', '--fabric', 'netns']);
  await lab.ready();
  const pids = execFileSync('ip', ['netns', 'pids', `claw-${lab.pid}-services`], {
    encoding: 'utf8',
  });
  for (const pid of pids.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  const {exitCode, document} = await lab.ended;
  expect({exitCode, code: document.error?.code}).toEqual({exitCode: 5, code: 'LAB_SERVICE_DIED'});
  expect(namespacesOf(lab.pid)).toEqual([]);
});

it('loopback: runs an ordinary process that knows its services, and says so', async () => {
  const lab = up(['two-homes', '--fabric', 'loopback']);
  const {pid, hosts} = await lab.ready();
  const exec = ['lab', 'exec', '--lab', String(pid), 'a2', '--'];
  const {stdout, stderr, exitCode} = await runClaw([
    ...exec,
    ...['sh', '-c', 'echo $CLAW_BIND $CLAW_STUN $CLAW_SEED'],
  ]);
  expect(stdout).toBe(`127.0.0.1 ${hosts[1]?.stun} ${hosts[1]?.seedUrl}`);
  expect({stderr, exitCode}).toEqual({
    stderr: 'claw: loopback fabric: sh is an ordinary process of this machine',
    exitCode: 0,
  });
  const absent = await runClaw([...exec, 'no-such-program']);
  expect(absent.exitCode).toBe(2);
  expect(absent.stderr).toContain('cannot run "no-such-program"');
  expect((await lab.end()).exitCode).toBe(143);
});

it.runIf(rootless.ok)('an ordinary user enters the hosts of a rootless lab', async () => {
  const lab = up(['two-homes', '--fabric', 'netns'], {uid: NOBODY});
  const {pid} = await lab.ready();
  const {stdout, stderr, exitCode} = await runClaw(
    [
      'lab',
      'exec',
      '--lab',
      String(pid),
      'a3',
      '--',
      'sh',
      '-c',
      'ip -br -4 address show eth0; pwd',
    ],
    {uid: NOBODY, cwd: '/usr', env: {HOME: '/nonexistent'}},
  );
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  expect(stdout).toMatch(/10\.2\.0\.2\/24 *\n\/usr$/);
  expect((await lab.end()).exitCode).toBe(143);
});

it('a topology that is wrong is refused with its line', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  await chmod(directory, 0o755);
  const file = join(directory, 't.yaml');
  await writeFile(file, 'sites:\n  x: {nat: conee}\n');
  const {stderr, exitCode} = await runClaw(['lab', 'up', file]);
  await rm(directory, {recursive: true});
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${file}:2: sites.x.nat: there is no NAT preset called "conee"`);
  expect(stderr).toContain('Did you mean "cone"?');
});
