import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import type {Drop} from '../../src/lab/faults/drop-rules.js';
import {openPathFaults, type PathFaults} from '../../src/lab/faults/path-faults.js';
import type {Lab} from '../../src/lab/lab.js';
import {createNetnsLab} from '../../src/lab/netns-lab.js';

const PORT = 7100;
const ADDRESS = {a1: '198.19.1.2', b1: '198.19.2.2', services: '198.18.0.2'};
type Host = keyof typeof ADDRESS;
const HOSTS: readonly Host[] = ['a1', 'b1', 'services'];

const TALKER = new URL('./programs/talker.mjs', import.meta.url).pathname;
const say = new Map<Host, (text: string, to: Host) => void>();
let directory: string;
let lab: Lab;
let faults: PathFaults;
let messages = 0;

async function talk(host: Host): Promise<void> {
  const logFile = join(directory, `${host}-heard`);
  const {child} = lab.spawn(host, [process.execPath, TALKER, String(PORT)], {logFile});
  say.set(host, (text, to) => {
    child.stdin?.write(`${JSON.stringify([text, ADDRESS[to], PORT])}\n`);
  });
  await once(child, 'spawn');
  await vi.waitFor(async () => expect(await heard(host)).toEqual(['ready']), 10_000);
}

async function heard(host: Host): Promise<string[]> {
  const text = await readFile(join(directory, `${host}-heard`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)[0]);
}

async function passes(from: Host, to: Host): Promise<void> {
  messages += 1;
  const text = `message ${messages}`;
  say.get(from)?.(text, to);
  await vi.waitFor(async () => expect((await heard(to)).at(-1)).toBe(text), 10_000);
}

type Way = readonly [from: Host, to: Host];

/** What is said on the `lost` ways is, while others pass; afterwards those pass too. */
async function expectFault(drop: Drop, ways: {lost: Way[]; kept: Way[]}): Promise<void> {
  await faults.drop(drop);
  for (const [from, to] of ways.lost) say.get(from)?.('lost', to);
  const dropped = async () => expect((await faults.count()).dropped).toBe(ways.lost.length);
  await vi.waitFor(dropped, 10_000);
  for (const [from, to] of ways.kept) await passes(from, to);
  await faults.restore();
  for (const [from, to] of ways.lost) await passes(from, to);
  const all = await Promise.all(HOSTS.map(heard));
  expect(all.flat()).not.toContain('lost');
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  const link = {up: {}, down: {}};
  lab = await createNetnsLab({
    ...{ownerPid: process.pid, seed: 7, fabric: 'netns', linkDriver: 'userspace', directory},
    sites: [
      {name: 's1', nat: 'none', hosts: ['a1'], link},
      {name: 's2', nat: 'none', hosts: ['b1'], link},
      {name: 'direct', nat: 'none', hosts: [], link},
    ],
  });
  faults = await openPathFaults(lab.spec, {between: ['s1', 's2'], through: 'direct'});
  for (const host of HOSTS) await talk(host);
});

afterAll(async () => {
  expect(await lab.down()).toEqual({leftovers: []});
  await rm(directory, {recursive: true});
});

it('leads over the third link what the two send each other, and nothing else', async () => {
  const carried = async () => {
    const stats = (await lab.linkStats()).get('direct');
    return [stats?.down.packets, stats?.up.packets];
  };
  expect(await carried()).toEqual([0, 0]);
  await passes('a1', 'services');
  expect(await carried()).toEqual([0, 0]);
  await passes('a1', 'b1');
  await passes('b1', 'a1');
  expect(await carried()).toEqual([2, 2]);
});

it('loses the direct path both ways, and only that', async () => {
  await expectFault(
    {
      kind: 'direct',
      ways: [
        ['s1', 's2'],
        ['s2', 's1'],
      ],
    },
    {
      lost: [
        ['a1', 'b1'],
        ['b1', 'a1'],
      ],
      kept: [
        ['a1', 'services'],
        ['services', 'b1'],
      ],
    },
  );
});

it('loses the direct path one way', async () => {
  const drop: Drop = {kind: 'direct', ways: [['s1', 's2']]};
  await expectFault(drop, {lost: [['a1', 'b1']], kept: [['b1', 'a1']]});
});

it('loses all UDP of a site, to wherever', async () => {
  await expectFault(
    {kind: 'udp', site: 's1'},
    {
      lost: [
        ['a1', 'b1'],
        ['a1', 'services'],
        ['b1', 'a1'],
      ],
      kept: [['b1', 'services']],
    },
  );
});

it('counts what goes to the relay meanwhile', async () => {
  await faults.drop({kind: 'direct', ways: [['s1', 's2']]});
  for (const host of ['a1', 'b1'] as const) await passes(host, 'services');
  expect(await faults.count()).toEqual({dropped: 0, relayed: 2});
  await faults.restore();
});

it('a TURN server that is killed on purpose is no death, and comes back', async () => {
  let died = false;
  void lab.serviceDied.then(() => {
    died = true;
  });
  await lab.turnProcess?.kill();
  await lab.turnProcess?.start();
  expect(died).toBe(false);
});
