import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import type {MeshResult, PathFigures} from '../../src/scenario/events.js';
import {runClaw} from '../support/cli.js';
import {RunningMesh} from '../support/running-mesh.js';

const SMALL = ['--agents', '4', '--sites', '2', '--nat', 'cone,symmetric', '--rtt', '20ms'];
const meshes: RunningMesh[] = [];

function up(...args: string[]): RunningMesh {
  const mesh = new RunningMesh(args);
  meshes.push(mesh);
  return mesh;
}

afterEach(async () => {
  for (const mesh of meshes.splice(0)) mesh.process.kill('SIGKILL');
  await runClaw(['clean']);
});

function namespacesOf(pid: number): string[] {
  const names = execFileSync('ip', ['netns', 'list'], {encoding: 'utf8'}).split('\n');
  return names
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name.startsWith(`claw-${pid}-`));
}

/** Processes of a host whose command line contains `word`. */
function processesIn(pid: number, host: string, word: string): number[] {
  const pids = execFileSync('ip', ['netns', 'pids', `claw-${pid}-${host}`], {encoding: 'utf8'});
  return pids
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .filter((candidate) => readFileSync(`/proc/${candidate}/cmdline`, 'utf8').includes(word));
}

test('connects every pair, proves every path, leaves nothing', async () => {
  const mesh = up('--agents', '6', '--duration', '1s', '--seed', '7');
  const {exitCode, document} = await mesh.end();
  expect(mesh.said).toBe('');
  expect(exitCode).toBe(0);
  const {summary, connections, leftovers} = document;
  expect(summary).toMatchObject({expected: 15, connected: 15, direct: 11, relayed: 4});
  expect(connections.map(({proof}) => proof)).toEqual(Array(15).fill('agrees'));
  expect(leftovers).toBe(0);
  expect(namespacesOf(mesh.pid)).toEqual([]);
  for (const {ttfbMs = 0, phasesMs} of connections) {
    const {signaling = 0, gathering = 0, checks = 0, dtls = 0, firstByte = 0} = phasesMs ?? {};
    expect(signaling + gathering + checks + dtls + firstByte).toBeCloseTo(ttfbMs, 1);
  }
});

test('agents send in the carrier that was asked for', async () => {
  const mesh = up('--agents', '2', '--sites', '1', '--carrier', 'datachannel', '--no-certify');
  await mesh.holding();
  for (const host of ['a1', 'a2']) {
    expect(processesIn(mesh.pid, host, '--carrier\0datachannel')).toHaveLength(1);
  }
  mesh.process.kill('SIGTERM');
  expect((await mesh.end()).document.summary).toMatchObject({expected: 1, connected: 1});
});

test('symmetric by symmetric connects by TURN', async () => {
  const mesh = up('--agents', '2', '--sites', '2', '--nat', 'symmetric', '--duration', '1s');
  const {exitCode, document} = await mesh.end();
  expect(exitCode).toBe(0);
  expect(document.connections[0]).toMatchObject({path: {kind: 'relay-udp'}, proof: 'agrees'});
});

describe('where UDP is blocked', () => {
  const connect = async (...nat: string[]) => {
    const sizes = ['--agents', String(nat.length), '--sites', String(nat.length)];
    const mesh = up(...sizes, '--nat', nat.join(), '--duration', '1s', '--fabric', 'netns');
    const {exitCode, document} = await mesh.end();
    expect(mesh.said).toBe('');
    expect(exitCode).toBe(0);
    return Object.fromEntries(
      document.connections.map(({from, to, path, proof}) => [`${from} ${to}`, [path?.kind, proof]]),
    );
  };

  test('a symmetric NAT that passes only TLS meets one that passes only the web', async () => {
    expect(await connect('enterprise', 'hotel')).toEqual({'a1 a2': ['relay-tls', 'agrees']});
  });

  test('each side goes its own way, and the one that has UDP keeps it', async () => {
    expect(await connect('udp-blocked', 'symmetric', 'enterprise', 'symmetric')).toEqual({
      'a1 a2': ['relay-tcp', 'agrees'],
      'a1 a3': ['relay-tls', 'agrees'],
      'a1 a4': ['relay-tcp', 'agrees'],
      'a2 a3': ['relay-tls', 'agrees'],
      'a2 a4': ['relay-udp', 'agrees'],
      'a3 a4': ['relay-tls', 'agrees'],
    });
  });
});

test('status, impair and down from another terminal', async () => {
  const mesh = up(...SMALL);
  await mesh.holding();
  const status = await runClaw(['mesh', 'status', '--mesh', String(mesh.pid), '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({
    summary: {connected: 6},
    links: [{name: 's1', link: {}}, {name: 's2'}],
  });

  const hasStandby = ({paths}: {paths?: PathFigures[]}) =>
    paths?.some(({state, rttMs}) => state === 'standby' && rttMs !== undefined) ?? false;
  await mesh.event((event) => event.type === 'quality' && event.from === 'a1' && hasStandby(event));
  const again = await runClaw(['mesh', 'status', '--mesh', String(mesh.pid), '--json']);
  const {connections} = JSON.parse(again.stdout) as MeshResult;
  const standing = connections.filter(hasStandby);
  expect(standing.length).toBeGreaterThan(0);
  for (const {path, rttMs, lossPct, paths = []} of standing) {
    const [active, standby] = paths;
    expect(active).toMatchObject({isActive: true, kind: path?.kind, rttMs, lossPct});
    expect(standby).toMatchObject({isActive: false, kind: 'relay-udp'});
    // From the agent to the relay and on, and back: 4 x 5 ms of links, and what the machine takes.
    expect(standby?.rttMs).toBeGreaterThan(19);
    expect(standby?.rttMs).toBeLessThan(120);
  }
  const rows = await runClaw(['mesh', 'status', '--mesh', String(mesh.pid), '--paths']);
  expect(rows.stdout).toMatch(/^from +to +path +state +RTT/);
  expect(rows.stdout).toMatch(/relay-udp +standby +\d/);

  const impair = await runClaw([
    'mesh',
    'impair',
    's1',
    '--delay',
    '60ms',
    '--mesh',
    String(mesh.pid),
  ]);
  expect(impair).toMatchObject({exitCode: 0, stdout: 's1: 60ms'});
  // Between the sites: 2 × (60 + 5) ms.
  await mesh.event((event) => event.type === 'quality' && event.rttMs > 120);

  const unknown = await runClaw([
    'mesh',
    'impair',
    's9',
    '--loss',
    '1%',
    '--mesh',
    String(mesh.pid),
  ]);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('Links: s1, s2');
  const settings = '{delay: 60ms, queue: {length: 50ms, discipline: codel}, rate: 20mbit}';
  const whole = await runClaw(['mesh', 'impair', 's2', settings, '--mesh', String(mesh.pid)]);
  expect(whole.stdout + whole.stderr).toBe('s2: 60ms 20mbit queue 50ms codel 5ms/100ms');

  const down = await runClaw(['mesh', 'down', '--mesh', String(mesh.pid)]);
  expect(down.stdout).toBe(`mesh ${mesh.pid} is down`);
  expect((await mesh.end()).exitCode).toBe(0);
  expect(namespacesOf(mesh.pid)).toEqual([]);
});

test('two meshes at once do not collide, and commands ask which one is meant', async () => {
  const [one, two] = [up(...SMALL), up(...SMALL)];
  await Promise.all([one.holding(), two.holding()]);
  const status = await runClaw(['mesh', 'status']);
  expect(status.exitCode).toBe(2);
  expect(status.stderr).toContain('--mesh PID');
  for (const mesh of [one, two]) mesh.process.kill('SIGTERM');
  const ends = await Promise.all([one.end(), two.end()]);
  expect(ends.map(({exitCode}) => exitCode)).toEqual([143, 143]);
  expect(ends.map(({document}) => document.summary.connected)).toEqual([6, 6]);
});

test.each(['lab', 'certify', 'agents', 'connect', 'hold'])(
  'Ctrl-C in phase %s leaves nothing',
  async (phase) => {
    const mesh = up(...SMALL);
    await mesh.event((event) => event.type === 'phase' && event.phase === phase);
    mesh.process.kill('SIGINT');
    expect((await mesh.end()).exitCode).toBe(130);
    expect(namespacesOf(mesh.pid)).toEqual([]);
  },
);

test('after kill -9 the agents end by themselves and claw clean removes the rest', async () => {
  const mesh = up(...SMALL);
  await mesh.holding();
  mesh.process.kill('SIGKILL');
  await mesh.end();
  expect(namespacesOf(mesh.pid)).not.toEqual([]);
  const clean = await runClaw(['clean', '--json']);
  expect(clean.exitCode).toBe(0);
  expect(namespacesOf(mesh.pid)).toEqual([]);
});

test('a seed that is killed comes back, and connections stay', async () => {
  const mesh = up(...SMALL);
  await mesh.holding();
  for (const pid of processesIn(mesh.pid, 'services', 'seed-listen')) process.kill(pid, 'SIGKILL');
  await mesh.event((event) => event.type === 'seed' && event.state === 'lost');
  await mesh.event((event) => event.type === 'seed' && event.state === 'restarted');
  mesh.process.kill('SIGTERM');
  const {document} = await mesh.end();
  expect(document.summary.connected).toBe(6);
});

test('coturn dying makes the run invalid and says so', async () => {
  const mesh = up(...SMALL);
  await mesh.holding();
  for (const pid of processesIn(mesh.pid, 'services', 'turnserver')) process.kill(pid, 'SIGKILL');
  const {exitCode, document} = await mesh.end();
  expect(exitCode).toBe(5);
  expect(document.error?.code).toBe('LAB_SERVICE_DIED');
  expect(mesh.said).toContain('coturn died');
  expect(namespacesOf(mesh.pid)).toEqual([]);
});

test('an agent that dies fails its connections and the run', async () => {
  const mesh = up(...SMALL, '--duration', '2s');
  await mesh.holding();
  for (const pid of processesIn(mesh.pid, 'a3', 'agent')) process.kill(pid, 'SIGKILL');
  const {exitCode, document} = await mesh.end();
  expect(exitCode).toBe(1);
  expect(document.summary.connected).toBe(3);
  expect(document.connections.filter(({reason}) => reason === 'agent a3 ended')).toHaveLength(3);
  expect(mesh.said).toContain('evidence: ');
});

test('without coturn: says what is missing and how to get it', async () => {
  const path = mkdtempSync(join(tmpdir(), 'claw-path-'));
  const programs = [
    'ip',
    'tc',
    'nft',
    'sysctl',
    'ethtool',
    'unshare',
    'setpriv',
    'node',
    'env',
    'sh',
    'mount',
  ];
  for (const name of programs) symlinkSync(which(name), join(path, name));
  const result = await runClaw(['mesh', 'up', ...SMALL, '--progress', 'quiet'], {
    env: {PATH: path},
  });
  rmSync(path, {recursive: true});
  expect(result.exitCode).toBe(3);
  expect(result.stderr).toContain('claw: the lab needs coturn, and "turnserver" is not installed');
  expect(result.stderr).toContain('apt-get install coturn');
});

const NOBODY = 65_534;

test('as an unprivileged user: rootless namespaces', async () => {
  const mesh = new RunningMesh([...SMALL, '--fabric', 'netns', '--duration', '1s'], {uid: NOBODY});
  meshes.push(mesh);
  const {exitCode, document} = await mesh.end();
  expect(mesh.said).toBe('');
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({lab: {fabric: 'netns', turn: 'coturn'}, summary: {connected: 6}});
});

test('as an unprivileged user: loopback', async () => {
  const mesh = new RunningMesh([...SMALL, '--fabric', 'loopback', '--duration', '1s'], {
    uid: NOBODY,
  });
  meshes.push(mesh);
  const {exitCode, document} = await mesh.end();
  expect(mesh.said).toBe('');
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({
    lab: {fabric: 'loopback', turn: 'embedded'},
    summary: {connected: 6, relayed: 4},
  });
});

function which(name: string): string {
  return execFileSync('sh', ['-c', `command -v ${name}`], {encoding: 'utf8'}).trim();
}
