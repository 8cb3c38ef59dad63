import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import type {LinkModels} from '../../src/lab/links/model.js';
import {startUserspaceLinks, type UserspaceLinks} from '../../src/lab/links/userspace/start.js';

/** A site and a core with one address each, joined by two wires that only the driver connects. */
const [SITE, CORE, WIRES] = ['site', 'core', 'wires'].map(
  (name) => `claw-${process.pid}-links-${name}`,
) as [string, string, string];
const CORE_ADDRESS = '198.18.7.2';
const PORT = 7100;
/** Ethernet, IPv4 and UDP headers: what a link carries besides the payload. */
const HEADER_BYTES = 14 + 20 + 8;
const NOTHING_DROPPED = {loss: 0, queue: 0, codel: 0, blackout: 0, fault: 0, overrun: 0};
const support = (name: string) => new URL(`../support/${name}.mjs`, import.meta.url).pathname;

let directory: string;
let links: UserspaceLinks;
const children: ChildProcess[] = [];

const inNamespace = (namespace: string, argv: string[]) => [
  'ip',
  'netns',
  'exec',
  namespace,
  ...argv,
];

function start(models: LinkModels, core = 'core'): Promise<UserspaceLinks> {
  return startUserspaceLinks({
    command: (argv) => inNamespace(WIRES, ['setpriv', '--pdeathsig', 'KILL', ...argv]),
    seed: 7,
    links: [{name: 's1', site: 'site', core, models}],
    logFile: join(directory, 'driver.log'),
  });
}

async function traffic(namespace: string, ...words: (string | number)[]): Promise<string> {
  const argv = inNamespace(namespace, [process.execPath, support('link-traffic')]);
  const [program, ...rest] = [...argv, ...words.map(String)] as [string, ...string[]];
  return (await execa(program, rest)).stdout;
}

/** Start a program that says "ready", and return it with what it printed. */
async function ready(argv: string[]): Promise<{child: ChildProcess; output: () => string}> {
  const [program, ...rest] = argv as [string, ...string[]];
  const child = spawn(program, rest, {stdio: ['ignore', 'pipe', 'inherit']});
  children.push(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await vi.waitFor(() => expect(text).toContain('ready'), 10_000);
  return {child, output: () => text};
}

const serve = (...words: (string | number)[]) =>
  ready(inNamespace(CORE, [process.execPath, support('link-traffic'), ...words.map(String)]));

interface Seen {
  received: number;
  reordered: number;
  firstMs: number;
  lastMs: number;
}

/** Send `count` datagrams up the link and return what the core received of them. */
async function blast(count: number, bytes: number, perMs: number): Promise<Seen> {
  const {child, output} = await serve('sink', PORT);
  await traffic(SITE, 'blast', CORE_ADDRESS, PORT, count, bytes, perMs);
  // A clear link keeps what it queued before, and loses nothing more: "end" comes last and arrives.
  await links.set('s1', {up: {}});
  await traffic(SITE, 'end', CORE_ADDRESS, PORT);
  if (child.exitCode === null) await once(child, 'close');
  return JSON.parse(output().replace('ready\n', '')) as Seen;
}

async function medianRttMs(): Promise<number> {
  const tripsMs = JSON.parse(await traffic(SITE, 'rtt', CORE_ADDRESS, PORT, 21)) as number[];
  expect(Math.min(...tripsMs)).toBeGreaterThan(0);
  return tripsMs.sort((a, b) => a - b)[10] as number;
}

const pidsIn = async (namespace: string) =>
  (await execa('ip', ['netns', 'pids', namespace])).stdout;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  for (const namespace of [SITE, CORE, WIRES]) {
    await execa('ip', ['netns', 'add', namespace]);
    const off = ['sysctl', '-qew', 'net.ipv6.conf.all.disable_ipv6=1'];
    const [program, ...rest] = inNamespace(namespace, off) as [string, ...string[]];
    await execa(program, rest);
  }
});

beforeEach(async () => {
  for (const [name, namespace, address] of [
    ['site', SITE, '198.18.7.1'],
    ['core', CORE, CORE_ADDRESS],
  ] as const) {
    const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace];
    await execa('ip', ['link', 'add', name, 'netns', WIRES, ...peer]);
    await execa('ip', ['-n', WIRES, 'link', 'set', name, 'up']);
    await execa('ip', ['-n', namespace, 'addr', 'add', `${address}/30`, 'dev', 'eth0']);
    await execa('ip', ['-n', namespace, 'link', 'set', 'eth0', 'up']);
  }
});

afterEach(async () => {
  await links?.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const name of ['site', 'core']) {
    await execa('ip', ['-n', WIRES, 'link', 'del', name], {reject: false});
  }
});

afterAll(async () => {
  for (const namespace of [SITE, CORE, WIRES]) await execa('ip', ['netns', 'del', namespace]);
  await rm(directory, {recursive: true});
});

describe('a userspace link', () => {
  it('delays both directions, and changes its delay while running', async () => {
    links = await start({up: {delayMs: 20}, down: {delayMs: 30}});
    await serve('echo', PORT);
    const beforeMs = await medianRttMs();
    expect(beforeMs).toBeGreaterThanOrEqual(50);
    expect(beforeMs).toBeLessThan(53);
    await links.set('s1', {up: {delayMs: 70}});
    const afterMs = await medianRttMs();
    expect(afterMs).toBeGreaterThanOrEqual(100);
    expect(afterMs).toBeLessThan(103);
  });

  it('loses the share asked for, and counts what it lost', async () => {
    const [count, loss] = [6000, 0.05];
    links = await start({up: {delayMs: 5, jitterMs: 4, loss}, down: {}});
    const {received, reordered} = await blast(count, 1000, 3);
    const lost = count - received;
    // 99 % of a binomial; the seed fixes the count, so this passes always or never.
    expect(Math.abs(lost - count * loss)).toBeLessThan(
      2.576 * Math.sqrt(count * loss * (1 - loss)),
    );
    expect(reordered).toBe(0);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(up).toEqual({
      packets: count + 1,
      bytes: count * (1000 + HEADER_BYTES) + 3 + HEADER_BYTES,
      duplicated: 0,
      corrupted: 0,
      dropped: {...NOTHING_DROPPED, loss: lost},
      faults: [],
    });
  });

  it('holds traffic to the rate and drops the tail of the queue', async () => {
    const [count, rateBps, frameBytes] = [4000, 8e6, 1000];
    links = await start({up: {delayMs: 5, rateBps, queueMsMax: 100}, down: {}});
    const {received, reordered, firstMs, lastMs} = await blast(count, frameBytes - HEADER_BYTES, 2);
    const measuredBps = ((received - 1) * frameBytes * 8) / ((lastMs - firstMs) / 1000);
    expect(Math.abs(measuredBps / rateBps - 1)).toBeLessThan(0.05);
    expect(reordered).toBe(0);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(up?.dropped).toEqual({...NOTHING_DROPPED, queue: count - received});
  });

  it('reorders where asked', async () => {
    links = await start({up: {delayMs: 20, jitterMs: 15, reorder: true}, down: {}});
    const {received, reordered} = await blast(1000, 100, 1);
    expect(received).toBe(1000);
    expect(reordered).toBeGreaterThan(50);
  });

  it('drops at the head of the queue with CoDel, and accounts for it', async () => {
    const [count, rateBps] = [3000, 8e6];
    const codel = {targetMs: 5, intervalMs: 20};
    links = await start({up: {delayMs: 5, rateBps, queueMsMax: 400, codel}, down: {}});
    const {received, reordered} = await blast(count, 1000 - HEADER_BYTES, 2);
    const dropped = (await links.stats())['s1']?.up.dropped;
    expect(dropped?.codel).toBeGreaterThan(20);
    expect(dropped).toEqual({...NOTHING_DROPPED, codel: dropped?.codel, queue: dropped?.queue});
    expect(received).toBe(count - (dropped?.codel ?? 0) - (dropped?.queue ?? 0));
    expect(reordered).toBe(0);
  });

  it('holds traffic to a trace', async () => {
    // One full-sized frame every 4 ms: 1000-byte frames share them three to two.
    const trace = {name: 'even', opportunitiesMs: [4]};
    links = await start({up: {trace, queueMsMax: 10_000}, down: {}});
    const {received, firstMs, lastMs} = await blast(300, 1000 - HEADER_BYTES, 3);
    const measuredBps = ((received - 1) * 1000 * 8) / ((lastMs - firstMs) / 1000);
    expect(received).toBe(300);
    expect(Math.abs(measuredBps / (1514 * 8 * 250) - 1)).toBeLessThan(0.05);
  });

  it('sends twice where asked', async () => {
    links = await start({up: {delayMs: 5, duplicate: 0.2}, down: {}});
    const {received} = await blast(1000, 100, 1);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(received).toBe(1000 + (up?.duplicated ?? 0));
    expect(up?.duplicated).toBeGreaterThan(100);
  });

  it.each(['on', 'off'])(
    'corrupts so that the application meets it, tx checksum %s',
    async (tx) => {
      await execa('ip', ['netns', 'exec', SITE, 'ethtool', '-K', 'eth0', 'tx', tx]);
      links = await start({up: {corrupt: 1}, down: {}});
      // Nothing but the number: wherever the bit is, the numbers no longer count upwards.
      const {received, reordered} = await blast(500, 4, 1);
      expect(received).toBe(500);
      expect(reordered).toBeGreaterThan(100);
    },
  );

  it('is down when its plan says so, from when it came up', async () => {
    const timeline = [{atMs: 0, change: {blackouts: [{atMs: 0, forMs: 3_600_000}]}}];
    links = await start({up: {timeline}, down: {}});
    expect((await blast(50, 100, 1)).received).toBe(0);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(up?.dropped).toEqual({...NOTHING_DROPPED, blackout: 50});
  });

  it('does what faults say, and keeps their receipts', async () => {
    const faults = [
      {class: 'any', nth: 3, action: 'drop'},
      {class: 'stun-check', action: 'drop'},
    ] as const;
    links = await start({up: {delayMs: 5, faults}, down: {}});
    expect((await blast(10, 100, 1)).received).toBe(9);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(up?.faults).toEqual([
      {
        fault: faults[0],
        seen: 10,
        hit: 1,
        hits: [{atMs: expect.any(Number) as number, packet: 3, sizeBytes: 100 + HEADER_BYTES}],
      },
      {fault: faults[1], seen: 0, hit: 0, hits: []},
    ]);
  });

  it('lets ARP through where everything else is lost', async () => {
    links = await start({up: {loss: 1}, down: {loss: 1}});
    await traffic(SITE, 'end', CORE_ADDRESS, PORT);
    await vi.waitFor(async () => {
      const {stdout} = await execa('ip', ['-n', SITE, 'neigh', 'show', CORE_ADDRESS]);
      expect(stdout).toContain('lladdr');
    }, 10_000);
    const {up} = (await links.stats())['s1'] ?? {};
    expect(up).toMatchObject({packets: 1, dropped: {loss: 1}});
  });
});

describe('the process behind it', () => {
  it('says which interface is missing', async () => {
    await expect(start({up: {}, down: {}}, 'nowhere')).rejects.toMatchObject({
      code: 'LINK_DRIVER_FAILED',
      message: expect.stringContaining('interface nowhere') as string,
      exitCode: 3,
    });
  });

  it('refuses a link it does not have', async () => {
    links = await start({up: {}, down: {}});
    await expect(links.set('s9', {})).rejects.toMatchObject({code: 'LINK_UNKNOWN'});
  });

  it('ends with a reason when an interface goes away, and then refuses changes', async () => {
    links = await start({up: {}, down: {}});
    await execa('ip', ['-n', WIRES, 'link', 'del', 'core']);
    expect((await links.ended).reason).toContain('interface core: recvmmsg failed with ENETDOWN');
    await expect(links.set('s1', {up: {}})).rejects.toMatchObject({code: 'LINK_DRIVER_ENDED'});
  });

  it('stops when told to, more than once', async () => {
    links = await start({up: {}, down: {}});
    await Promise.all([links.stop(), links.stop()]);
    expect(await links.ended).toEqual({reason: 'stopped'});
    expect(await pidsIn(WIRES)).toBe('');
  });

  it('does not outlive the process that started it', async () => {
    const logFile = join(directory, 'owned.log');
    const argv = [process.execPath, support('link-owner'), WIRES, 'site', 'core', logFile];
    const {child} = await ready(argv);
    expect(await pidsIn(WIRES)).not.toBe('');
    child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await pidsIn(WIRES)).toBe(''), 10_000);
  });
});
