import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {closeTestLab, openTestLab} from '../support/test-lab.js';

const PORT = 7100;
/** `c1` is behind a carrier's router, `h1` where UDP is blocked. */
const ADDRESS = {
  a1: '2001:db8:1:1::2',
  a2: '2001:db8:1:1::3',
  c1: '2001:db8:2:1::2',
  h1: '2001:db8:3:1::2',
  services: '2001:db8::2',
};
type Host = keyof typeof ADDRESS;

const TALKER = new URL('./programs/talker.mjs', import.meta.url).pathname;
const say = new Map<Host, (text: string, to: Host) => void>();
let lab: Lab;
let messages = 0;

async function talk(host: Host): Promise<void> {
  const logFile = join(lab.spec.directory, `${host}-heard`);
  const {child} = lab.spawn(host, [process.execPath, TALKER, String(PORT), 'udp6'], {logFile});
  say.set(host, (text, to) => {
    child.stdin?.write(`${JSON.stringify([text, ADDRESS[to], PORT])}\n`);
  });
  await once(child, 'spawn');
  await vi.waitFor(async () => expect(await heard(host)).toEqual([['ready', '']]), 10_000);
}

async function heard(host: Host): Promise<[text: string, from: string][]> {
  const text = await readFile(join(lab.spec.directory, `${host}-heard`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What `from` says arrives, and from the address that `from` has. */
async function passes(from: Host, to: Host): Promise<void> {
  messages += 1;
  const text = `message ${messages}`;
  say.get(from)?.(text, to);
  const last = async () =>
    expect((await heard(to)).at(-1)).toEqual([text, `${ADDRESS[from]}:${PORT}`]);
  await vi.waitFor(last, 10_000);
}

async function counted(site: string) {
  return (await lab.linkStats()).get(site);
}

beforeAll(async () => {
  const clear = {up: {}, down: {}};
  lab = await openTestLab('userspace', [
    {name: 's1', nat: 'symmetric', hosts: ['a1', 'a2'], link: clear, ipv6: true},
    {name: 's2', nat: 'carrier', hosts: ['c1'], link: clear, ipv6: true},
    {name: 's3', nat: 'udp-blocked', hosts: ['h1'], link: clear, ipv6: true},
    {name: 's4', nat: 'cone', hosts: ['b1'], link: clear},
  ]);
  for (const host of Object.keys(ADDRESS) as Host[]) await talk(host);
});

afterAll(() => closeTestLab(lab));

it('keeps out what nobody asked for, and lets in the answer to the very port, untranslated', async () => {
  say.get('c1')?.('lost', 'a1');
  // The core has counted it once it is beyond its own site's routers.
  await vi.waitFor(async () => expect((await counted('s1'))?.down.packets).toBe(1), 10_000);
  await passes('a1', 'services');
  await passes('services', 'a1');
  expect(await heard('a1')).not.toContainEqual(expect.arrayContaining(['lost']));
  // c1 has asked for a1: now a1 passes c1's firewall, and that opens its own for c1.
  await passes('a1', 'c1');
  await passes('c1', 'a1');
});

it('hosts of a site talk within their LAN', async () => {
  const before = await counted('s1');
  await passes('a1', 'a2');
  await passes('a2', 'a1');
  expect((await counted('s1'))?.up.packets).toBe(before?.up.packets);
});

it('the profile of a firewall holds for IPv6 too', async () => {
  const before = (await counted('s3'))?.up.packets;
  say.get('h1')?.('blocked', 'services');
  say.get('h1')?.('blocked', 'services');
  await passes('a1', 'services');
  expect(before).toBe(0);
  expect((await counted('s3'))?.up.packets).toBe(0);
  expect((await heard('services')).map(([text]) => text)).not.toContain('blocked');
});

it('a link treats packets of both families alike, and counts no neighbour discovery', async () => {
  const before = await counted('s1');
  await lab.impair('s1', {up: {delayMs: 50}, down: {}});
  const beganMs = performance.now();
  await passes('a1', 'services');
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(50);
  expect((await counted('s1'))?.up.packets).toBe((before?.up.packets ?? 0) + 1);
  await lab.impair('s1', {up: {loss: 1}});
  say.get('a1')?.('lost', 'services');
  await vi.waitFor(async () => expect((await counted('s1'))?.up.dropped.loss).toBe(1), 10_000);
  await lab.impair('s1', {up: {}});
  await passes('a1', 'services');
});

it('a flush has the firewall forget', async () => {
  await passes('a1', 'c1');
  await passes('c1', 'a1');
  await lab.flushNat('s1');
  const before = (await counted('s1'))?.down.packets ?? 0;
  say.get('c1')?.('forgotten', 'a1');
  await vi.waitFor(
    async () => expect((await counted('s1'))?.down.packets).toBe(before + 1),
    10_000,
  );
  await passes('a1', 'c1');
  await passes('c1', 'a1');
  expect((await heard('a1')).map(([text]) => text)).not.toContain('forgotten');
});

it('routers count flows of IPv6', async () => {
  const flows = await lab.flows();
  const between = (router: string, source: Host, target: Host) =>
    flows.find(
      (flow) =>
        flow.router === router &&
        flow.source === ADDRESS[source] &&
        flow.target === ADDRESS[target] &&
        flow.sourcePort === PORT &&
        flow.targetPort === PORT,
    );
  expect(between('core', 'a1', 'c1')?.packets).toBeGreaterThan(0);
  expect(between('core', 'c1', 'a1')?.packets).toBeGreaterThan(0);
  expect(between('s1', 'a1', 'a2')).toMatchObject({protocol: 'udp', packets: 1});
  expect(between('core', 'a1', 'a2')).toBeUndefined();
});

it('a host of a site without IPv6 has no address of it', async () => {
  const logFile = join(lab.spec.directory, 'b1-addresses');
  const {ended} = lab.spawn('b1', ['ip', '-6', '-o', 'address'], {logFile});
  await ended;
  expect(await readFile(logFile, 'utf8')).toBe('');
});
